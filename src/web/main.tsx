import { render } from "solid-js/web";
// Both fonts are self-hosted and split by script. A page loads only what it shows, and shows its text before
// the fonts arrive.
import "@fontsource-variable/figtree/wght.css";
import "@fontsource-variable/fraunces/wght.css";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { createParlor } from "../client/index.ts";
import { App } from "./app.tsx";
// Follows from the start what other tabs choose.
import "./state/appearance.ts";
import { startLanguage } from "./language/language.ts";
import { startEarly } from "./offline/early-start.ts";
import { UpdateNote } from "./offline/update-note.tsx";
import { keepForOffline } from "./offline/updates.ts";
import { ParlorContext } from "./state/parlor-context.ts";
import { followLinks } from "./state/route.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");

const parlor = createParlor({});
startEarly(parlor);
followLinks();
await startLanguage();
render(
  () => (
    <ParlorContext.Provider value={parlor}>
      <App />
      <UpdateNote />
    </ParlorContext.Provider>
  ),
  root,
);
// What is needed later waits until what is needed now has been drawn. The dev server has no worker.
if (import.meta.env.PROD) addEventListener("load", () => setTimeout(keepForOffline, 1_000), { once: true });
