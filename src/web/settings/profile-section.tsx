import { createSignal, For } from "solid-js";
import { BIO_MAX, NAME_MAX } from "../../protocol/limits.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { personColours } from "../primitives/colour.ts";
import fieldStyles from "../primitives/field.module.css";
import { Field, Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { toast } from "../primitives/toast.tsx";
import { type LocalizedText, wrongName } from "../sign-in/checks.ts";
import { useMe, useParlor } from "../state/parlor-context.ts";
import styles from "./settings.module.css";

/** How others see the user. */
export function ProfileSection() {
  const parlor = useParlor();
  const me = useMe();
  const t = () => laterWords().settings.profile;
  const [name, setName] = createSignal(me().name);
  const [bio, setBio] = createSignal(me().bio);
  const [color, setColor] = createSignal(me().color);
  const [wrong, setWrong] = createSignal<LocalizedText>();
  const [failed, setFailed] = createSignal<LocalizedText>();

  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWrong(() => wrongName(name()));
    setFailed(undefined);
    if (wrong() !== undefined) return;
    const result = await parlor.call("editMe", { name: name().trim(), bio: bio().trim(), color: color() });
    if (!result.ok) return void setFailed(() => () => refusalText(result));
    parlor.people.put([result.value]);
    toast(laterWords().settings.saved);
  };

  return (
    <form class={styles.part} noValidate onSubmit={(event) => void save(event)}>
      <div class={styles.profile}>
        <PersonAvatar person={{ ...me(), name: name().trim() || me().name, color: color() }} size="l" />
        <p>
          <bdi class={classes(styles.profileName, "cut")}>{name().trim() || me().name}</bdi>
          <span class="soft cut">@{me().handle}</span>
        </p>
      </div>
      <Field
        label={t().name}
        autocomplete="name"
        maxLength={NAME_MAX}
        value={name()}
        onText={setName}
        wrong={wrong()?.()}
      />
      <Field label={t().handle} readOnly value={me().handle} onText={() => undefined} hint={t().handleHint} />
      <div class={fieldStyles.field}>
        <label for="bio">{t().about}</label>
        <textarea
          id="bio"
          class={fieldStyles.input}
          rows="3"
          maxLength={BIO_MAX}
          value={bio()}
          onInput={(event) => setBio(event.currentTarget.value)}
        />
      </div>
      <fieldset class={fieldStyles.field}>
        <legend class={fieldStyles.label}>{t().color}</legend>
        <div class={styles.swatches}>
          <For each={personColours}>
            {(each, index) => (
              <label class={styles.swatch} style={{ "--swatch": each }}>
                <input
                  type="radio"
                  name="color"
                  class="hidden"
                  checked={color() === each}
                  onChange={() => setColor(each)}
                  aria-label={t().colorNumber(index() + 1)}
                />
                <Icon name="check" size={18} />
              </label>
            )}
          </For>
        </div>
      </fieldset>
      <Wrong text={failed()?.()} />
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)}>
        {laterWords().settings.save}
      </button>
    </form>
  );
}
