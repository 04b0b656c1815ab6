import { createSignal, For } from "solid-js";
import { BIO_MAX, NAME_MAX } from "../../protocol/limits.ts";
import { forgetDrafts } from "../composer/drafts.ts";
import { PersonAvatar } from "../elements/avatar.tsx";
import { personColours } from "../elements/colour.ts";
import { Dialog } from "../elements/dialog.tsx";
import { Field, Wrong } from "../elements/field.tsx";
import { Icon } from "../elements/icon.tsx";
import { wrongName } from "../entrance/checks.ts";
import { useMe, useParlor } from "../parlor-context.ts";
import { navigate } from "../route.ts";
import { sentence } from "../words.ts";
import "./settings.css";
import { LanguageChoice } from "./language-choice.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

/** One's own profile, how the app looks, and the way out. */
export function SettingsDialog(props: { readonly onClose: () => void }) {
  const parlor = useParlor();
  const me = useMe();
  const [name, setName] = createSignal(me().name);
  const [bio, setBio] = createSignal(me().bio);
  const [color, setColor] = createSignal(me().color);
  const [wrong, setWrong] = createSignal<string>();
  const [failed, setFailed] = createSignal<string>();

  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWrong(wrongName(name()));
    if (wrong() !== undefined) return;
    const result = await parlor.call("editMe", { name: name().trim(), bio: bio().trim(), color: color() });
    if (!result.ok) return void setFailed(sentence(result));
    parlor.people.put([result.value]);
    props.onClose();
  };
  const signOut = async (): Promise<void> => {
    forgetDrafts();
    await parlor.signOut();
    navigate("/", "replace");
  };

  return (
    <Dialog title="Profile and settings" onClose={props.onClose}>
      <form class="sheet" noValidate onSubmit={(event) => void save(event)}>
        <div class="sheet-body">
          <div class="profile">
            <PersonAvatar person={{ ...me(), name: name().trim() || me().name, color: color() }} size="l" />
            <p>
              <span class="profile-name cut">{name().trim() || me().name}</span>
              <span class="soft cut">@{me().handle}</span>
            </p>
          </div>
          <Field
            label="Name"
            autocomplete="name"
            maxLength={NAME_MAX}
            value={name()}
            onText={setName}
            wrong={wrong()}
          />
          <div class="field">
            <label for="bio">About you</label>
            <textarea
              id="bio"
              class="input"
              rows="3"
              maxLength={BIO_MAX}
              value={bio()}
              onInput={(event) => setBio(event.currentTarget.value)}
            />
          </div>
          <fieldset class="field">
            <legend class="label">Your colour</legend>
            <div class="swatches">
              <For each={personColours}>
                {(each, index) => (
                  <label class="swatch" style={{ "--swatch": each }}>
                    <input
                      type="radio"
                      name="color"
                      class="hidden"
                      checked={color() === each}
                      onChange={() => setColor(each)}
                      aria-label={`Colour ${index() + 1}`}
                    />
                    <Icon name="check" size={18} />
                  </label>
                )}
              </For>
            </div>
          </fieldset>
          <ThemeChoice />
          <LanguageChoice />
        </div>
        <div class="sheet-end">
          <Wrong text={failed()} />
          <button type="button" class="button danger sign-out" onClick={() => void signOut()}>
            <Icon name="leave" size={18} /> Sign out
          </button>
          <button type="submit" class="button main">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
