import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, normalize } from "node:path";

/**
 * Who may import what. For each file, of the rules whose `files` match, every one must hold.
 * A package is named by its first part ("zod" stands for "zod/mini" too).
 */
const rules: { files: RegExp; except?: RegExp; mayNotImport: RegExp; because: string }[] = [
  {
    files: /^src\/protocol\//,
    mayNotImport: /^(?!src\/protocol\/|zod$)/,
    because: "the protocol imports zod and nothing else",
  },
  {
    files: /^src\/client\//,
    mayNotImport: /^src\/(?!client\/|protocol\/)|^cloudflare:|^node:/,
    because: "the client knows the protocol only, and runs in browsers",
  },
  {
    files: /^src\/web\//,
    except: /vite\.config\.ts$/,
    mayNotImport: /^src\/(?!web\/|client\/|protocol\/)|^cloudflare:|^node:/,
    because: "the web app knows the client and the protocol only",
  },
  {
    files: /^src\/server\//,
    mayNotImport: /^src\/(?!server\/|protocol\/)/,
    because: "the server knows the protocol only",
  },
  {
    files: /^src\/server\//,
    except: /-object\.ts$|^src\/server\/worker\.ts$/,
    mayNotImport: /^cloudflare:/,
    because: "only *-object.ts and worker.ts know the Workers runtime",
  },
  {
    files: /^src\//,
    // The pages of the documentation are drawn with Hono's html templates.
    except: /^src\/server\/http\/|-routes\.ts$|^src\/server\/docs\/(?:[\w-]*page|layout)\.ts$/,
    mayNotImport: /^hono$/,
    because: "only src/server/http, *-routes.ts and the pages of the docs know Hono",
  },
  {
    files: /^src\/(?!tools\/)/,
    mayNotImport: /^src\/tools\/|^test\//,
    because: "the tools are no part of the product",
  },
];

/** Text that may be only in some files. */
const words: { files: RegExp; except: RegExp; mayNotContain: RegExp; because: string }[] = [
  {
    files: /^src\/server\//,
    except: /-(sql|d1)\.ts$/,
    mayNotContain:
      /\b(SELECT\s[^;`"]*?\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|CREATE\s+(TABLE|INDEX))\b/,
    because: "SQL lives in *-sql.ts and *-d1.ts",
  },
  {
    files: /^src\//,
    except: /^src\/tools\/layers\.ts$/,
    mayNotContain: /\bSELECT\s+\*/i,
    because: "a SELECT names its columns",
  },
];

/** Everything that breaks the layers, one sentence each. */
export function checkLayers(): string[] {
  const files = globSync("src/**/*.{ts,tsx}").filter((file) => !file.endsWith(".d.ts"));
  const texts = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  const imports = new Map([...texts].map(([file, text]) => [file, importsOf(file, text)]));
  const broken: string[] = [];
  for (const [file, targets] of imports) {
    for (const { mayNotImport, because } of rules.filter((rule) => applies(rule, file))) {
      const wrong = targets.filter((target) => mayNotImport.test(target));
      for (const target of wrong) broken.push(`${file} imports ${target}: ${because}.`);
    }
  }
  for (const [file, text] of texts) {
    for (const { mayNotContain, because } of words.filter((rule) => applies(rule, file))) {
      const found = mayNotContain.exec(text);
      if (found) broken.push(`${file}:${lineOf(text, found.index)} ${because}.`);
    }
  }
  return [...broken, ...cycles(imports)];
}

function applies(rule: { files: RegExp; except?: RegExp }, file: string): boolean {
  return rule.files.test(file) && !rule.except?.test(file);
}

/** Files by their path from the root, packages by name. */
function importsOf(file: string, text: string): string[] {
  const specifiers = text.matchAll(
    /^(?:import|export)\b(?:[^;=("]*\sfrom)?\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm,
  );
  return [...specifiers].map((match) => {
    const specifier = match[1] ?? match[2] ?? "";
    if (specifier.startsWith(".")) return normalize(`${dirname(file)}/${specifier}`);
    if (builtinModules.includes(specifier)) return `node:${specifier}`;
    return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  });
}

function cycles(imports: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push(`A cycle of imports: ${[...path.slice(start), file].join(" → ")}.`);
    if (start >= 0 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
