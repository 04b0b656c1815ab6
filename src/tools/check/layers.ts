import { type Finding, lineOf, type Source } from "./sources.ts";

interface Rule {
  readonly files: RegExp;
  readonly except?: RegExp;
  readonly because: string;
}

/** Who may import what. For each file, of the rules whose `files` match, every one must hold. */
const imports: readonly (Rule & { readonly mayNotImport: RegExp })[] = [
  {
    files: /^src\/protocol\//,
    mayNotImport: /^(?!src\/protocol\/|zod$)/,
    because: "The protocol imports zod and nothing else",
  },
  {
    files: /^src\/client\//,
    mayNotImport: /^src\/(?!client\/|protocol\/)|^cloudflare:|^node:/,
    because: "The client knows the protocol only, and runs in browsers",
  },
  {
    files: /^src\/web\//,
    except: /vite\.config\.ts$/,
    mayNotImport: /^src\/(?!web\/|client\/|protocol\/)|^cloudflare:|^node:/,
    because: "The web app knows the client and the protocol only",
  },
  {
    files: /^src\/server\//,
    mayNotImport: /^src\/(?!server\/|protocol\/)/,
    because: "The server knows the protocol only",
  },
  {
    files: /^src\/server\//,
    except: /-object\.ts$|^src\/server\/worker\.ts$/,
    mayNotImport: /^cloudflare:/,
    because: "Only *-object.ts and worker.ts know the Workers runtime",
  },
  {
    files: /^src\/server\//,
    except: /^src\/server\/worker\.ts$/,
    mayNotImport: /-object\.ts$/,
    because: "Objects are reached by calls, and only worker.ts knows their classes",
  },
  {
    files: /^src\//,
    // The pages of the documentation are drawn with Hono's html templates.
    except: /^src\/server\/http\/|-routes\.ts$|^src\/server\/docs\/(?:[\w-]*page|layout)\.ts$/,
    mayNotImport: /^hono$/,
    because: "Only src/server/http, *-routes.ts and the pages of the docs know Hono",
  },
  {
    files: /-policy\.ts$/,
    mayNotImport: /-(sql|d1|r2|object|routes)\.ts$/,
    because: "A *-policy.ts decides from what it is given",
  },
  {
    files: /^src\/(?!tools\/)/,
    mayNotImport: /^src\/tools\/|^test\//,
    because: "The tools are no part of the product",
  },
];

/** Texts that only some files may contain. */
const texts: readonly (Rule & { readonly mayNotContain: RegExp })[] = [
  {
    files: /^src\/server\//,
    except: /-(sql|d1)\.ts$|\/tables\//,
    mayNotContain:
      /\b(SELECT\s[^;`"]*?\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|CREATE\s+(TABLE|INDEX))\b/,
    because: "SQL lives in tables/, *-sql.ts and *-d1.ts",
  },
  {
    files: /^src\/(?!tools\/)/,
    mayNotContain: /\bSELECT\s+\*/i,
    because: "A SELECT names its columns",
  },
  {
    files: /^src\/server\//,
    except: /-d1\.ts$/,
    mayNotContain: /\bD1Database\b|\.prepare\(/,
    because: "Only *-d1.ts call D1",
  },
  {
    files: /^src\/server\//,
    except: /-r2\.ts$/,
    mayNotContain: /\bR2(Bucket|Object)\b/,
    because: "Only *-r2.ts call R2",
  },
  {
    files: /^src\/server\/(?!http\/|object\/)/,
    except: /-(object|routes|consumer|d1|r2)\.ts$|\/sockets\.ts$/,
    mayNotContain: /\b(Date\.now|Math\.random|crypto\.randomUUID|crypto\.getRandomValues)\(|\bnew Date\(\)/,
    because: "Rules take time and chance as arguments",
  },
];

/** Finds imports and texts in files that may not have them, and import cycles. */
export function checkLayers(sources: readonly Source[]): Finding[] {
  const found: Finding[] = [];
  for (const source of sources) {
    for (const { mayNotImport, because } of imports.filter((rule) => applies(rule, source)))
      for (const { target, line } of source.imports)
        if (mayNotImport.test(target))
          found.push({ rule: because, place: `${source.path}:${line}`, what: `imports ${target}` });
    for (const { mayNotContain, because } of texts.filter((rule) => applies(rule, source))) {
      const match = mayNotContain.exec(source.text);
      if (match === null) continue;
      const [what] = match[0].split("\n");
      found.push({
        rule: because,
        place: `${source.path}:${lineOf(source.text, match.index)}`,
        what: what ?? "",
      });
    }
  }
  return [...found, ...cycles(sources.filter(({ path }) => path.startsWith("src/")))];
}

const applies = (rule: Rule, { path }: Source): boolean => rule.files.test(path) && !rule.except?.test(path);

function cycles(sources: readonly Source[]): Finding[] {
  const targets = new Map(sources.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  const done = new Set<string>();
  const found: Finding[] = [];
  const visit = (path: string, open: string[]): void => {
    const start = open.indexOf(path);
    if (start >= 0)
      found.push({
        rule: "Imports do not go in circles",
        place: path,
        what: [...open.slice(start + 1), path].join(" → "),
      });
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...open, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}
