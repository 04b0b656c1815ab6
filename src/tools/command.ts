import { type ParseArgsConfig, parseArgs } from "node:util";
import { columns, wrap } from "./help-text.ts";
import { nearest } from "./nearest.ts";

/** One option of a command, and what its values mean. */
export interface Option<Value> {
  readonly about: string;
  /** The placeholder for its value in the help. A switch has none. */
  readonly placeholder?: string;
  readonly short?: string;
  /** The default, as the help shows it. */
  readonly otherwise?: string;
  /** Gets the values in the order given, and may throw a `UsageError`. */
  readonly read: (given: readonly string[]) => Value;
}

type Options = Readonly<Record<string, Option<unknown>>>;

/** What a command is and takes. Its help and its error messages come from this alone. */
export interface Command<Known extends Options> {
  /** As it is typed: "npm start", "npm run demo". */
  readonly name: string;
  readonly about: string;
  readonly options: Known;
  /** The arguments that are not options. A command without this takes none. */
  readonly operands?: { readonly name: string; readonly about: string };
  /** What may follow another `--`. It is passed on as it is. */
  readonly rest?: { readonly name: string; readonly about: string };
  readonly examples: readonly (readonly [command: string, about: string])[];
}

export interface Given<Known extends Options> {
  readonly values: { readonly [Name in keyof Known]: ReturnType<Known[Name]["read"]> };
  readonly operands: readonly string[];
  readonly rest: readonly string[];
}

/** A mistake in how the command was typed. Its message is all that people need to see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An option without a value. */
export const flag = (about: string): Option<boolean> => ({ about, read: (given) => given.length > 0 });

/** An option with a text. Given more than once, the last one counts. */
export const text = (placeholder: string, about: string, short?: string): Option<string | undefined> => ({
  about,
  placeholder,
  ...(short !== undefined && { short }),
  read: (given) => given.at(-1),
});

/** An option whose text is parsed. Without it, `otherwise` is. */
export const parsed = <Value>(
  placeholder: string,
  about: string,
  otherwise: string,
  parse: (text: string) => Value,
): Option<Value> => ({ about, placeholder, otherwise, read: (given) => parse(given.at(-1) ?? otherwise) });

/** An option that may be repeated. */
export const list = <Value>(
  placeholder: string,
  about: string,
  parse: (text: string) => Value,
): Option<readonly Value[]> => ({
  about: `${about} (may be repeated)`,
  placeholder,
  read: (given) => given.map(parse),
});

/** For `parsed`: a whole number from `least` to `most`. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (digits: string): number => {
    const number = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`takes a whole number ${range}, not "${digits}"`);
  };

/** For `parsed`: a port, where 0 lets the system choose a free one. */
export const portNumber = wholeNumber(0, 65_535);

/** For `parsed` and `list`: one of these words. */
export const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (given: string): Word => {
    const word = words.find((each) => each === given);
    if (word !== undefined) return word;
    const meant = nearest(given, words);
    throw new UsageError(
      `takes one of ${words.join(", ")}, not "${given}"${meant ? `; did you mean ${meant}?` : ""}`,
    );
  };

const HELP = { help: { ...flag("show this text and do nothing else"), short: "h" } };

/** Reads the arguments of this process. Help and mistakes are printed, and end the process. */
export function readCommand<Known extends Options>(command: Command<Known>): Given<Known> {
  const args = process.argv.slice(2);
  try {
    if (!wantsHelp(args)) return parseCommand(command, args);
  } catch (error) {
    if (error instanceof UsageError) failUsage(command, error);
    throw error;
  }
  console.log(helpFor(command));
  process.exit(0);
}

/** Ends the process because of a mistake that only the command itself can notice. */
export function failUsage(command: Command<Options>, { message }: UsageError): never {
  console.error(`${command.name}: ${message} (${invocation(command)} --help explains them)`);
  process.exit(2);
}

/** Throws a `UsageError` if the arguments are not what the command takes. */
export function parseCommand<Known extends Options>(
  command: Command<Known>,
  args: readonly string[],
): Given<Known> {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const end = args.indexOf("--");
  const rest = end < 0 ? [] : args.slice(end + 1);
  if (rest.length > 0 && command.rest === undefined)
    throw new UsageError(`nothing may follow another "--", but "${rest[0]}" does`);
  for (const token of tokensOf(command, end < 0 ? args : args.slice(0, end))) {
    if (token.kind === "positional") operands.push(token.value);
    else if (token.kind === "option")
      given.set(token.name, [...(given.get(token.name) ?? []), valueIn(command, token)]);
  }
  if (operands.length > 0 && command.operands === undefined)
    throw new UsageError(`takes no arguments besides options, but "${operands[0]}" was given`);
  const values = Object.entries(command.options).map(([name, option]) => {
    try {
      return [name, option.read(given.get(name) ?? [])];
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`--${name} ${error.message}`) : error;
    }
  });
  return { values: Object.fromEntries(values), operands, rest };
}

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: "option" }>;

function tokensOf(command: Command<Options>, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, { placeholder, short }] of Object.entries(command.options))
    options[name] = { type: placeholder === undefined ? "boolean" : "string", ...(short && { short }) };
  // Not strict, because its own error messages are of little help.
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function valueIn(command: Command<Options>, { name, rawName, ...token }: OptionToken): string {
  const { value, inlineValue } = token;
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option === undefined) {
    const meant = nearest(name, Object.keys({ ...command.options, ...HELP }));
    throw new UsageError(`there is no option ${rawName}${meant ? `; did you mean --${meant}?` : ""}`);
  }
  if (option.placeholder === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, but "${value}" was given`);
    return "";
  }
  // What looks like an option is one: a value that begins with a dash has to be joined by "=".
  if (value === undefined || value === "" || (!inlineValue && value.startsWith("-")))
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.placeholder}`);
  return value;
}

const wantsHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h");
};

/** npm keeps options for itself unless they follow a `--`. */
const invocation = ({ name }: Command<Options>): string => `${name} --`;

/** Usage, options with their defaults, and examples. */
export function helpFor(command: Command<Options>): string {
  const { about, examples, operands, rest } = command;
  const usage = [
    invocation(command),
    "[options]",
    ...(operands ? [operands.name] : []),
    ...(rest ? [`[-- ${rest.name}]`] : []),
  ];
  const rows = Object.entries({ ...command.options, ...HELP }).map(([name, option]): [string, string] => {
    const names = `${option.short ? `-${option.short}, ` : ""}--${name}`;
    const otherwise = option.otherwise === undefined ? "" : ` (default: ${option.otherwise})`;
    return [option.placeholder ? `${names} ${option.placeholder}` : names, `${option.about}${otherwise}`];
  });
  const sections: [string, string][] = [
    ["Options", columns(rows)],
    ["Arguments", columns([operands, rest].flatMap((each) => (each ? [[each.name, each.about]] : [])))],
    ["Examples", columns(examples)],
  ];
  const filled = sections.filter(([, body]) => body !== "");
  return [usage.join(" "), wrap(about), ...filled.map(([title, body]) => `${title}\n${body}`)].join("\n\n");
}
