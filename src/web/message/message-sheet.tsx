import { Match, Switch } from "solid-js";
import type { SheetName } from "./choices.ts";
import { ForwardSheet } from "./forward-sheet.tsx";
import { ReportSheet } from "./report-sheet.tsx";
import type { SheetProps } from "./sheet-props.ts";
import { VersionsSheet } from "./versions-sheet.tsx";
import { ReactionsSheet, SeenSheet } from "./who-sheet.tsx";

/** What can be done with a message, or known about it, that takes more than one press. */
export function MessageSheet(props: SheetProps & { readonly name: SheetName }) {
  return (
    <Switch>
      <Match when={props.name === "forward"}>
        <ForwardSheet message={props.message} actions={props.actions} onClose={props.onClose} />
      </Match>
      <Match when={props.name === "report"}>
        <ReportSheet message={props.message} actions={props.actions} onClose={props.onClose} />
      </Match>
      <Match when={props.name === "reactions"}>
        <ReactionsSheet message={props.message} actions={props.actions} onClose={props.onClose} />
      </Match>
      <Match when={props.name === "seen"}>
        <SeenSheet message={props.message} actions={props.actions} onClose={props.onClose} />
      </Match>
      <Match when={props.name === "history"}>
        <VersionsSheet message={props.message} actions={props.actions} onClose={props.onClose} />
      </Match>
    </Switch>
  );
}
