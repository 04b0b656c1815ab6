import { PASSWORD } from "./person.ts";

/** The first account of the server that browser tests share, and so its owner. */
export const OWNER = { handle: "keeper", name: "Keeper", password: PASSWORD } as const;

export async function registerOwner(url: string): Promise<void> {
  const { status } = await fetch(`${url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(OWNER),
  });
  if (status !== 200) throw new Error(`The owner could not sign up: ${status}`);
}
