import { parseArgs } from "node:util";
import { type ServerOptions, startServer } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    "persist-to": { type: "string" },
    var: { type: "string", multiple: true, default: [] },
  },
});

const options: ServerOptions = { vars: Object.fromEntries(values.var.map(nameAndValue)) };
if (values.port !== undefined) options.port = portNumber(values.port);
if (values["persist-to"] !== undefined) options.persistTo = values["persist-to"];

try {
  const server = await startServer(options);
  console.log(`Parlor is running at ${server.url}`);
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void server.stop(), 200).unref();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void server.stop());
  await server.ended;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function nameAndValue(pair: string): [string, string] {
  const colon = pair.indexOf(":");
  return [pair.slice(0, colon), pair.slice(colon + 1)];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  console.error(`"${text}" is not a port number.`);
  return process.exit(1);
}
