import { createEffect, createUniqueId, For, type JSX, on, onMount } from "solid-js";
import { Dynamic, Portal } from "solid-js/web";
import { forgetDrafts } from "../composer/drafts.ts";
import { laterWords, words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon, type IconName } from "../primitives/icon.tsx";
import { isNarrow } from "../primitives/narrow.ts";
import { useParlor } from "../state/parlor-context.ts";
import {
  closeSettings,
  goBack,
  navigate,
  type SettingsSection,
  settingsPath,
  settingsRoute,
  settingsSections,
} from "../state/route.ts";
import { AccountSection } from "./account-section.tsx";
import { AppearanceSection } from "./appearance-section.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { NotificationsSection } from "./notifications-section.tsx";
import { PrivacySection } from "./privacy-section.tsx";
import { ProfileSection } from "./profile-section.tsx";
import { SecuritySection } from "./security-section.tsx";
import styles from "./settings.module.css";

const parts: Readonly<Record<SettingsSection, { icon: IconName; view: () => JSX.Element }>> = {
  profile: { icon: "person", view: ProfileSection },
  appearance: { icon: "theme", view: AppearanceSection },
  notifications: { icon: "bell", view: NotificationsSection },
  privacy: { icon: "eye", view: PrivacySection },
  security: { icon: "key", view: SecuritySection },
  devices: { icon: "device", view: DevicesSection },
  account: { icon: "archive", view: AccountSection },
};

/**
 * The settings, over whatever is open: the list of sections beside the chosen one; a phone shows one of the
 * two. Each section has an address, and Back leads out.
 */
export function SettingsView() {
  const id = createUniqueId();
  const t = () => laterWords().settings;
  const chosen = () => settingsRoute()?.section;
  let dialog!: HTMLDialogElement;
  let heading!: HTMLHeadingElement;
  onMount(() =>
    queueMicrotask(() => {
      if (!dialog.isConnected) return;
      dialog.showModal();
      // Start at the current section; on a phone that shows a section, the list is hidden.
      const link = dialog.querySelector<HTMLElement>('[aria-current="page"]');
      (link?.checkVisibility() ? link : heading).focus();
    }),
  );
  // After choosing a section, a screen reader announces its heading and continues there.
  createEffect(on(chosen, (section) => section !== undefined && heading.focus(), { defer: true }));
  return (
    <Portal>
      <dialog
        ref={dialog}
        class={styles.settings}
        aria-labelledby={id}
        data-section={chosen() ?? "none"}
        onClose={() => closeSettings()}
        onPointerDown={(event) => event.target === dialog && dialog.close()}
      >
        <nav class={styles.nav} aria-labelledby={id}>
          <header>
            <h2 id={id}>{t().title}</h2>
            <CloseButton onClose={() => dialog.close()} />
          </header>
          <Sections />
          <SignOut />
        </nav>
        <section aria-labelledby={`${id}-section`}>
          <header>
            <button
              type="button"
              class={classes(buttonStyles.iconButton, styles.back)}
              aria-label={t().back}
              onClick={() => goBack(settingsPath())}
            >
              <Icon name="back" />
            </button>
            <h2 id={`${id}-section`} ref={heading} tabIndex={-1}>
              {t().sections[chosen() ?? "profile"]}
            </h2>
            <CloseButton onClose={() => dialog.close()} />
          </header>
          <div class={styles.body}>
            <Dynamic component={parts[chosen() ?? "profile"].view} />
          </div>
        </section>
      </dialog>
    </Portal>
  );
}

function CloseButton(props: { readonly onClose: () => void }) {
  return (
    <button
      type="button"
      class={buttonStyles.iconButton}
      aria-label={words().primitives.close}
      onClick={() => props.onClose()}
    >
      <Icon name="close" />
    </button>
  );
}

function Sections() {
  // When list and section are side by side, switching sections adds nothing to the history; on a phone it
  // does.
  const open = (event: MouseEvent, section: SettingsSection): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(settingsPath(section), isNarrow() ? "push" : "replace");
  };
  return (
    <ul>
      <For each={settingsSections}>
        {(each) => (
          <li>
            <a
              class={styles.link}
              href={settingsPath(each)}
              aria-current={each === (settingsRoute()?.section ?? "profile") ? "page" : undefined}
              onClick={(event) => open(event, each)}
            >
              <Icon name={parts[each].icon} />
              <span>{laterWords().settings.sections[each]}</span>
              <Icon name="next" size={18} />
            </a>
          </li>
        )}
      </For>
    </ul>
  );
}

function SignOut() {
  const parlor = useParlor();
  const signOut = async (): Promise<void> => {
    forgetDrafts();
    await parlor.signOut();
    navigate("/", "replace");
  };
  return (
    <button type="button" class={classes(styles.link, styles.danger)} onClick={() => void signOut()}>
      <Icon name="leave" />
      <span>{laterWords().settings.signOut}</span>
    </button>
  );
}
