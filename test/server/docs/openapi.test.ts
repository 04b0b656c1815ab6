import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { type Code, codes } from "../../../src/protocol/codes.ts";
import { adminEndpoints } from "../../../src/protocol/endpoints/admin-endpoints.ts";
import { type Endpoint, endpoints } from "../../../src/protocol/endpoints.ts";
import { openApi } from "../../../src/server/docs/openapi.ts";
import { docsPage } from "../../../src/server/docs/page.ts";
import type { JsonSchema } from "../../../src/server/docs/schemas.ts";

const table = Object.entries<Endpoint>({ ...endpoints, ...adminEndpoints });
const operation = (name: string) => {
  const all = Object.values(openApi().paths).flatMap((path) => Object.values(path));
  return all.find((each) => each.operationId === name);
};

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(JSON.stringify(openApi())));
  expect(result.errors).toBeUndefined();
  expect(validator.version).toBe("3.1");
});

test.each(table)("%s is described with its path, its input and each of its refusals", (name, endpoint) => {
  const described =
    openApi().paths[endpoint.path.replace(/:(\w+)/g, "{$1}")]?.[endpoint.method.toLowerCase()];
  expect(described?.operationId).toBe(name);
  const inputs = [...Object.keys(endpoint.params?.shape ?? {}), ...Object.keys(endpoint.query?.shape ?? {})];
  expect(described?.parameters.map((parameter) => parameter.name)).toEqual(inputs);
  expect(Object.keys(described?.requestBody?.content["application/json"].schema.properties ?? {})).toEqual(
    Object.keys(endpoint.body?.shape ?? {}),
  );
  for (const code of endpoint.refusals) {
    expect(described?.responses[codes[code].status]?.description).toContain(`\`${code}\``);
  }
});

test("every reference leads to a schema", () => {
  const document = openApi();
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  const missing = [...references]
    .map(([, name]) => name ?? "")
    .filter((name) => !(name in document.components.schemas));
  expect(missing).toEqual([]);
});

test("what several endpoints answer is one named schema", () => {
  const refs = ["openDm", "createRoom"].map(
    (name) => operation(name)?.responses["200"]?.content?.["application/json"].schema,
  );
  expect(refs).toEqual([{ $ref: "#/components/schemas/Room" }, { $ref: "#/components/schemas/Room" }]);
});

test.each(table)("the example of %s is input its own schema takes", (name, endpoint) => {
  const example = operation(name)?.requestBody?.content["application/json"].example;
  if (endpoint.body) expect(endpoint.body.safeParse(example).error).toBeUndefined();
});

test("the examples of answers are what the answers' schemas take", () => {
  for (const [name, endpoint] of table) {
    const example = operation(name)?.responses["200"]?.content?.["application/json"].example;
    // Ids and digests are shortened, but everything is of its right kind.
    const wrong = endpoint.response
      .safeParse(example)
      .error?.issues.filter(({ code }) => code === "invalid_type" || code === "invalid_union");
    expect([name, wrong ?? []]).toEqual([name, []]);
  }
});

test("the page names every endpoint and every code, and loads nothing from elsewhere", async () => {
  const page = String(await docsPage(openApi()));
  for (const [name] of table) expect(page).toContain(`<article id="${name}">`);
  for (const code of Object.keys(codes) as Code[]) expect(page).toContain(`id="code-${code}"`);
  expect(page).not.toMatch(/<script|src=|https?:\/\//);
});

/** The places of a document whose fields nothing is said about. */
function undescribed(place: string, schema: JsonSchema): string[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([field, each]) => [
    ...(each.description === undefined ? [`${place}.${field}`] : []),
    ...undescribed(`${place}.${field}`, each),
  ]);
  const alternatives = [
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  return [...inner, ...alternatives.flatMap((each) => undescribed(place, each))];
}

test("every parameter and every property is described", () => {
  const { paths, components } = openApi();
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const missing = operations.flatMap(({ operationId, parameters, requestBody }) => [
    ...parameters.filter(({ description }) => description === "").map(({ name }) => `${operationId}?${name}`),
    ...undescribed(operationId, requestBody?.content["application/json"].schema ?? {}),
  ]);
  const schemas = Object.entries(components.schemas).flatMap(([name, schema]) => undescribed(name, schema));
  expect([...missing, ...schemas]).toEqual([]);
});
