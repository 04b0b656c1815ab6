import { createSignal, For, Show } from "solid-js";
import type { RosterMember } from "../../../client/index.ts";
import { laterWords } from "../../language/language.ts";
import { present } from "../../language/times.ts";
import { ConfirmInline } from "../../primitives/confirm-inline.tsx";
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

/** Serious choices need confirmation. */
const needsConfirmation = (choice: MemberChoice): choice is "make_owner" | "remove" | "ban" =>
  choice === "make_owner" || choice === "remove" || choice === "ban";

/** The menu of what the user may do about a member. */
export function MemberMenu(props: {
  readonly member: RosterMember;
  readonly name: string;
  readonly choices: readonly MemberChoice[];
  readonly at: DOMRect;
  readonly onClose: () => void;
}) {
  const { applyAction } = useRoom();
  const t = () => laterWords().room.members;
  const [confirming, setConfirming] = createSignal<"make_owner" | "remove" | "ban">();
  return (
    <Menu label={t().actions(props.name)} at={props.at} onClose={props.onClose}>
      {(close) => {
        const choose = (choice: MemberChoice): void => {
          close();
          void applyAction(memberAction(choice, props.member.user_id, present()));
        };
        return (
          <Show
            when={confirming()}
            fallback={
              <For each={props.choices}>
                {(choice) => (
                  <MenuItem
                    icon={icons[choice]}
                    label={t().choices[choice]}
                    danger={choice === "remove" || choice === "ban"}
                    onPick={() => (needsConfirmation(choice) ? setConfirming(choice) : choose(choice))}
                  />
                )}
              </For>
            }
          >
            {(choice) => (
              <ConfirmInline
                question={t().confirm[choice()](props.name)}
                cancel={t().cancel}
                confirm={t().choices[choice()]}
                onCancel={close}
                onConfirm={() => choose(choice())}
              />
            )}
          </Show>
        );
      }}
    </Menu>
  );
}
