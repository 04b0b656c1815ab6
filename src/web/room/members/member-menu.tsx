import { createSignal, For, Show } from "solid-js";
import type { RosterMember } from "../../../client/index.ts";
import { words } from "../../language/language.ts";
import { Sure } from "../../primitives/confirm-inline.tsx";
import type { IconName } from "../../primitives/icon.tsx";
import { Menu, MenuItem } from "../../primitives/menu.tsx";
import { useRoom } from "../open-room.ts";
import { type MemberChoice, memberAction } from "./member-choices.ts";

const icons: Record<MemberChoice, IconName> = {
  make_owner: "crown",
  make_admin: "star",
  make_member: "people",
  mute_hour: "clock",
  mute_day: "clock",
  mute: "quiet",
  unmute: "bell",
  remove: "leave",
  ban: "ban",
};

/** What hurts is asked once more. */
const isGrave = (choice: MemberChoice): choice is "make_owner" | "remove" | "ban" =>
  choice === "make_owner" || choice === "remove" || choice === "ban";

/** What may be done about a member, by who may. */
export function MemberMenu(props: {
  readonly member: RosterMember;
  readonly name: string;
  readonly choices: readonly MemberChoice[];
  readonly at: DOMRect;
  readonly onClose: () => void;
}) {
  const { applyAction } = useRoom();
  const said = () => words().room.members;
  const [sure, setSure] = createSignal<"make_owner" | "remove" | "ban">();
  return (
    <Menu label={said().actions(props.name)} at={props.at} onClose={props.onClose}>
      {(close) => {
        const choose = (choice: MemberChoice): void => {
          close();
          void applyAction(memberAction(choice, props.member.user_id, Date.now()));
        };
        return (
          <Show
            when={sure()}
            fallback={
              <For each={props.choices}>
                {(choice) => (
                  <MenuItem
                    icon={icons[choice]}
                    label={said().choices[choice]}
                    danger={choice === "remove" || choice === "ban"}
                    onPick={() => (isGrave(choice) ? setSure(choice) : choose(choice))}
                  />
                )}
              </For>
            }
          >
            {(choice) => (
              <Sure
                question={said().sure[choice()](props.name)}
                stay={said().keep}
                go={said().choices[choice()]}
                onStay={close}
                onGo={() => choose(choice())}
              />
            )}
          </Show>
        );
      }}
    </Menu>
  );
}
