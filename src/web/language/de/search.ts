export const search = {
  title: "Suche",
  inRoom: "In diesem Raum suchen",
  placeholder: "Nachrichten durchsuchen",
};
