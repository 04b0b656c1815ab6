import * as z from "zod/mini";
import { ClientId, RoomId, UserId } from "../../protocol/ids.ts";
import { type JsonSchema, nameOfRef, typesOf } from "./schemas.ts";

/** What a value may be, in a few words: `integer, 1 to 200, else 50`, `list of Message`. */
export function inWords(schema: JsonSchema): string {
  const { default: otherwise } = schema;
  const parts = [kindOf(schema), rangeOf(schema), otherwise === undefined ? "" : `else ${otherwise}`];
  return parts.filter((part) => part !== "").join(", ");
}

const IDS = new Map(
  (
    [
      ["user id", UserId],
      ["room id", RoomId],
      ["client id (UUIDv7)", ClientId],
    ] as const
  ).map(([name, schema]) => [z.toJSONSchema(schema).pattern, name]),
);

function kindOf(schema: JsonSchema): string {
  const { $ref, const: only, enum: choices, items, oneOf, anyOf, pattern } = schema;
  if ($ref !== undefined) return nameOfRef($ref);
  if (only !== undefined) return JSON.stringify(only);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(", ");
  if (items) return `list of ${kindOf(items)}`;
  const either = oneOf ?? anyOf;
  if (either) return either.map(kindOf).join(" or ");
  if (pattern !== undefined) return IDS.get(pattern) ?? "id";
  return typesOf(schema).join(" or ");
}

function rangeOf({ minimum, maximum, maxLength, maxItems }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `from ${minimum}`;
  if (maxItems !== undefined) return `at most ${maxItems}`;
  return maxLength === undefined ? "" : `at most ${maxLength} characters`;
}
