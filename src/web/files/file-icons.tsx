import { Icon, type IconName } from "../primitives/icon.tsx";

/** The icons of files and of the viewer, which are loaded with them. */
const paths = {
  video:
    "M4.5 6.5h10a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-10a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM15.5 10.5l5-2.5v8l-5-2.5",
  audio:
    "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  zip: "M7 3.5h10a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM12 4v1.5M12 8v1.5M12 12v1.5M10.5 15.5h3v2.5h-3z",
  download: "M12 4.5v11M7 11l5 5 5-5M5 19.5h14",
  pause: "M9 6v12M15 6v12",
  play: "M8 5.5l10.5 6.5L8 18.5z",
  zoomIn: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.8-4.8M10.5 8v5M8 10.5h5",
  zoomOut: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.8-4.8M8 10.5h5",
} as const;

export type FileIconName = keyof typeof paths | IconName;

const isOwn = (name: FileIconName): name is keyof typeof paths => Object.hasOwn(paths, name);

export function FileIcon(props: { readonly name: FileIconName; readonly size?: number }) {
  const what = () => (isOwn(props.name) ? { path: paths[props.name] } : { name: props.name });
  return <Icon {...what()} size={props.size ?? 20} />;
}
