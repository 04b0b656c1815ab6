import { children, createRenderEffect, type JSX } from "solid-js";

/**
 * An element whose children are the drawn part of a list. Children that stay keep their place in the document
 * while others come and go. Solid's own insertion removes and reinserts them, which loses the focus and the
 * selection.
 */
export function InOrder(props: {
  readonly ref?: (element: HTMLElement) => void;
  readonly style?: JSX.CSSProperties;
  readonly children?: JSX.Element;
}) {
  const drawn = children(() => props.children);
  const element = (<div ref={props.ref} style={props.style} />) as HTMLElement;
  createRenderEffect(() => {
    const wanted = drawn.toArray() as Node[];
    const stays = new Set(wanted);
    for (const node of [...element.childNodes]) if (!stays.has(node)) node.remove();
    let next = element.firstChild;
    for (const node of wanted)
      if (node === next) next = next.nextSibling;
      else element.insertBefore(node, next);
  });
  return element;
}
