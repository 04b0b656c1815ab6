// Before the first paint, so that the page never flashes in the other theme. Put into the page itself for that.
try {
  const theme = localStorage.getItem("parlor.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (localStorage.getItem("parlor.density") === "compact")
    document.documentElement.dataset.density = "compact";
} catch {
  // Storage may be forbidden; the system's theme is a fine answer.
}
