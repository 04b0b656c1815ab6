import { For, Match, Switch } from "solid-js";
import { classes } from "../primitives/classes.ts";
import { ofKind } from "../state/of-kind.ts";
import { honestHost } from "./address.ts";
import { CodeBlock } from "./code-block.tsx";
import styles from "./markdown.module.css";
import type { Piece } from "./mentions.ts";
import { type Block, type Inline, textOf } from "./tree.ts";

interface Drawn {
  /** Splits a piece of text at its mentions. */
  readonly split: (text: string) => readonly Piece[];
  /** Whether a mention is of the reader. */
  readonly isMe: (whom: string) => boolean;
}

/** Nobody is mentioned in a quote or a link. */
const unsplit = (text: string): readonly Piece[] => [{ kind: "text", text }];

/**
 * A parsed message as elements. All its text is inserted as text, and all attributes are ours except the
 * address of a link, which `hrefOf` has checked. No HTML is involved, so there is nothing to sanitise.
 */
export function Blocks(props: Drawn & { readonly of: readonly Block[] }) {
  return (
    <For each={props.of}>
      {(block) => (
        <Switch>
          {/* A message that is only text is not a paragraph: its time is part of its last line. */}
          <Match when={ofKind(block, "text")}>
            {(text) => (
              <Switch fallback={<Inlines of={text().children} split={props.split} isMe={props.isMe} />}>
                <Match when={props.of.length > 1}>
                  <p dir="auto">
                    <Inlines of={text().children} split={props.split} isMe={props.isMe} />
                  </p>
                </Match>
              </Switch>
            )}
          </Match>
          <Match when={ofKind(block, "quote")}>
            {(quote) => (
              <blockquote dir="auto">
                <Blocks of={quote().children} split={unsplit} isMe={props.isMe} />
              </blockquote>
            )}
          </Match>
          <Match when={ofKind(block, "list")}>
            {(list) => <List list={list()} split={props.split} isMe={props.isMe} />}
          </Match>
          <Match when={ofKind(block, "code")}>
            {(code) => <CodeBlock language={code().language} text={code().text} />}
          </Match>
        </Switch>
      )}
    </For>
  );
}

function List(props: Drawn & { readonly list: Extract<Block, { kind: "list" }> }) {
  const items = () => (
    <For each={props.list.items}>
      {(item) => (
        <li dir="auto" value={item.number}>
          <Blocks of={item.blocks} split={props.split} isMe={props.isMe} />
        </li>
      )}
    </For>
  );
  return (
    <Switch fallback={<ul dir="auto">{items()}</ul>}>
      <Match when={props.list.isNumbered}>
        <ol dir="auto">{items()}</ol>
      </Match>
    </Switch>
  );
}

function Inlines(props: Drawn & { readonly of: readonly Inline[] }) {
  const inner = (inline: Inline) =>
    "children" in inline && <Inlines of={inline.children} split={props.split} isMe={props.isMe} />;
  return (
    <For each={props.of}>
      {(inline) => {
        switch (inline.kind) {
          case "text":
            return <Words pieces={props.split(inline.text)} isMe={props.isMe} />;
          case "code":
            return <code>{inline.text}</code>;
          case "strong":
            return <strong>{inner(inline)}</strong>;
          case "emphasis":
            return <em>{inner(inline)}</em>;
          case "strike":
            return <del>{inner(inline)}</del>;
          case "link":
            return <Link href={inline.href} words={textOf(inline)} {...props} of={inline.children} />;
        }
      }}
    </For>
  );
}

function Words(props: { readonly pieces: readonly Piece[]; readonly isMe: (whom: string) => boolean }) {
  return (
    <For each={props.pieces}>
      {(piece) =>
        piece.kind === "text" ? (
          piece.text
        ) : (
          <span
            class={classes(styles.mention, props.isMe(piece.whom) && styles.you)}
            data-mention={props.isMe(piece.whom) ? "you" : "other"}
          >
            {piece.text}
          </span>
        )
      }
    </For>
  );
}

/** Opens in a new tab, sends no referrer, and shows the host if the text would mislead about it. */
function Link(
  props: Drawn & { readonly href: string; readonly words: string; readonly of: readonly Inline[] },
) {
  const host = () => honestHost(props.words, props.href);
  return (
    <bdi>
      <a href={props.href} title={props.href} target="_blank" rel="noopener noreferrer nofollow">
        <Inlines of={props.of} split={unsplit} isMe={props.isMe} />
        {host() === undefined ? "" : ` (${host()})`}
      </a>
    </bdi>
  );
}
