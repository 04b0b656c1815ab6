export const search = {
  title: "Search",
  inRoom: "Search in this room",
  placeholder: "Search messages",
};
