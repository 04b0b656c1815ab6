import { list, parsed, portNumber, readCommand, UsageError } from "./command.ts";
import { STATE, startServer } from "./server.ts";
import { stopWhenAsked } from "./signals.ts";

const { values } = readCommand({
  name: "npm start",
  about: `Builds the web app where it has changed, starts Parlor on this machine and prints its address. Ctrl-C
stops it; the messages stay.`,
  options: {
    port: parsed("PORT", "the port to listen on; 0 takes a free one", "8787", portNumber),
    "persist-to": parsed("FOLDER", "where rooms, inboxes and accounts are kept", STATE, String),
    var: list("NAME:VALUE", "sets one of the [vars] of wrangler.toml", nameAndValue),
  },
  examples: [
    ["npm start -- --port 3000", "listens somewhere else"],
    ["npm start -- --persist-to ~/parlor-rooms", "starts with nothing, and leaves your own rooms alone"],
    ["npm start -- --var AUTH_RATE_LIMIT:off", "lets a demo or a bench sign up as many people as it likes"],
  ],
});

try {
  const server = await startServer({
    port: values.port,
    persistTo: values["persist-to"],
    vars: Object.fromEntries(values.var),
  });
  console.log(`Parlor is running at ${server.url}`);
  stopWhenAsked(server.stop);
  await server.ended;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function nameAndValue(pair: string): [string, string] {
  const colon = pair.indexOf(":");
  if (colon < 1) throw new UsageError(`takes a name and a value, NAME:VALUE, not "${pair}"`);
  return [pair.slice(0, colon), pair.slice(colon + 1)];
}
