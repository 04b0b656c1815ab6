export const notifications = {
  title: "Notifications",
  offer: { text: "Turn on notifications on this device?", yes: "Turn on", no: "Not now" },
};
