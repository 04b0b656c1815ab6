import { parseSync } from "vite";

/** One small mistake in one place of a source file. */
export interface Mutant {
  readonly file: string;
  /** The place in the text that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What kind of mistake it is. */
  readonly operator: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** Puts `replacement` where a node stands. */
type Propose = (node: Pick<Node, "start" | "end">, replacement: string, operator: string) => void;

const FLIPPED: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
};
const OTHER_METHOD: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  findLast: "find",
  findLastIndex: "findIndex",
};
/** Calls in a chain that narrow or order what goes through them. */
const LEFT_OUT: ReadonlySet<string> = new Set(["filter", "slice", "sort", "toSorted", "reverse"]);
const SQL = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/;
const SQL_MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/ < /g, " <= "],
  [/ <= /g, " < "],
  [/ > /g, " >= "],
  [/ >= /g, " > "],
  [/ DESC\b/g, ""],
  [/ LIMIT 1\b/g, " LIMIT 2"],
];
/** Names of limits. */
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** All mistakes that the operators make in a file, in the order in which they stand there. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const mutants: Mutant[] = [];
  const propose: Propose = ({ start, end }, replacement, operator) => {
    if (text.slice(start, end) !== replacement) mutants.push({ file, start, end, replacement, operator });
  };
  const source = (node: Node) => text.slice(node.start, node.end);
  visit(parseSync(file, text).program as unknown as Node, (node) => {
    for (const operator of [conditions, operands, values, calls, statements]) operator(node, source, propose);
  });
  return mutants.sort((a, b) => a.start - b.start || a.end - b.end);
}

function visit(node: Node, see: (node: Node) => void): void {
  // Types are gone when it runs; what is thrown or imported is no decision.
  if (/^TS|^Import|^ThrowStatement$|^ExportAll/.test(node.type) && node.type !== "TSAsExpression") return;
  see(node);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see);
}

type Operator = (node: Node, source: (node: Node) => string, propose: Propose) => void;

const conditions: Operator = (node, source, propose) => {
  const { type, test, consequent } = node;
  if (!/^(?:If|While)Statement$|^ConditionalExpression$/.test(type) || !isNode(test)) return;
  propose(test, `!(${source(test)})`, "negate a condition");
  if (type === "IfStatement" && isNode(consequent) && node.alternate === null)
    propose(test, "false", "skip a branch");
};

const operands: Operator = (node, source, propose) => {
  const { type, left, right, operator } = node;
  if (!/^(?:Binary|Logical)Expression$/.test(type) || !isNode(left) || !isNode(right)) return;
  const texts = [left, right].some(
    ({ type, value }) => type === "TemplateLiteral" || typeof value === "string",
  );
  const flipped = FLIPPED[operator as string];
  if (flipped !== undefined && !(operator === "+" && texts))
    propose(node, `${source(left)} ${flipped} ${source(right)}`, `${operator} as ${flipped}`);
  if (operator === "??") propose(node, source(left), "leave out what stands in");
  for (const side of [left, right])
    if (side.type === "Identifier" && CONSTANT.test(source(side)))
      propose(side, `(${source(side)} + 1)`, "one beyond a limit");
};

const values: Operator = (node, source, propose) => {
  if (node.type === "Literal" && typeof node.value === "boolean")
    propose(node, `${!node.value}`, "the other of yes and no");
  if (node.type === "Literal" && typeof node.value === "number")
    propose(node, `${node.value + 1}`, "one more");
  if (node.type === "UnaryExpression" && node.operator === "!" && isNode(node.argument))
    propose(node, source(node.argument), "drop a not");
  const isText =
    node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
  if (!isText || !SQL.test(source(node).slice(1))) return;
  for (const [pattern, mistake] of SQL_MISTAKES)
    for (const found of source(node).matchAll(pattern)) {
      const start = node.start + found.index;
      propose({ start, end: start + found[0].length }, mistake, "a mistake in SQL");
    }
};

const calls: Operator = (node, source, propose) => {
  if (node.type === "AwaitExpression" && isNode(node.argument))
    propose(node, source(node.argument), "drop an await");
  const { callee, arguments: given } = node;
  if (node.type !== "CallExpression" || !isNode(callee) || !Array.isArray(given)) return;
  const [first, second] = given as Node[];
  if (first?.type === "Identifier" && second?.type === "Identifier")
    propose({ start: first.start, end: second.end }, `${source(second)}, ${source(first)}`, "swap arguments");
  const { object, property } = callee;
  if (callee.type !== "MemberExpression" || !isNode(object) || !isNode(property)) return;
  const method = source(property);
  if (LEFT_OUT.has(method)) propose(node, source(object), `leave out ${method}`);
  const other = OTHER_METHOD[method];
  if (other !== undefined) propose(property, other, `${method} as ${other}`);
};

const statements: Operator = (node, source, propose) => {
  const { type, expression, body } = node;
  if (type === "ExpressionStatement" && isNode(expression) && !/^(?:super|console)\b/.test(source(node)))
    propose(node, ";", "drop a statement");
  const isFunction = /^(?:Arrow)?Function(?:Expression|Declaration)?$|^ArrowFunctionExpression$/.test(type);
  if (!isFunction || !isNode(body) || body.type !== "BlockStatement") return;
  const block = body.body as Node[];
  const last = block.at(-1);
  // Half-way: a function that does nothing at all is too easily seen.
  if (last !== undefined && block.length > 1 && !/^return(?: undefined)?;$/.test(source(last)))
    propose({ start: last.start, end: last.start }, "return; ", "return early");
};
