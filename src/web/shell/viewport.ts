import { onCleanup } from "solid-js";

/**
 * Keeps the page as tall as its visible part. On an iPhone the keyboard lies over the page, which does not
 * shrink by itself and would hide the composer.
 */
export function fitViewport(): void {
  const view = window.visualViewport;
  if (view === null) return;
  const follow = (): void => {
    // When zoomed in, a smaller part is visible of a page that is as large as before.
    const isZoomed = view.scale > 1.01;
    document.documentElement.style.setProperty("--seen", isZoomed ? "100dvh" : `${view.height}px`);
    // Safari also pushes the page up to show a field that is already in view.
    if (!isZoomed && view.offsetTop > 0) scrollTo(0, 0);
  };
  follow();
  view.addEventListener("resize", follow);
  view.addEventListener("scroll", follow);
  onCleanup(() => {
    view.removeEventListener("resize", follow);
    view.removeEventListener("scroll", follow);
    document.documentElement.style.removeProperty("--seen");
  });
}
