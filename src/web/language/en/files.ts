import { numbers } from "../plural.ts";

const n = numbers("en");

export const files = {
  picture: "Photo",
  video: "Video",
  audio: "Audio",
  pictures: (count: number) => n(count, { one: "# photo", other: "# photos" }),
  several: (count: number) => n(count, { one: "# file", other: "# files" }),
  attach: { pictures: "Photo or video", files: "File" },
  dropHere: "Drop files to attach them",
  bytes: (amount: string, unit: string) => `${amount} ${unit}`,
  tray: {
    tooLarge: (name: string, max: string) => `${name} is larger than ${max} and cannot be sent.`,
    tooMany: (max: number) => `A message has at most ${max} files.`,
    empty: "Folders cannot be sent. Choose the files in them.",
  },
  longText: "Send as a file",
  open: (name: string) => `Open ${name}`,
  download: (name: string) => `Download ${name}`,
  notThere: "This file cannot be loaded.",
  uploaded: (percent: number) => `${percent}% uploaded`,
  waiting: "Waiting",
  pause: "Pause upload",
  resume: "Resume upload",
  cancel: "Cancel upload",
};
