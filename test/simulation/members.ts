import type { UserId } from "../../src/protocol/ids.ts";
import type { Role } from "../../src/protocol/room.ts";
import type { Disk } from "./disk.ts";
import type { ObjectHost } from "./host.ts";

interface Known {
  readonly version: number;
  readonly members: ReadonlyMap<UserId, Role>;
  readonly banned: readonly UserId[];
}

const known = new WeakMap<Disk, Known>();

/** Who is in a room at this moment, and who may not come back, by what is on its disk. */
export function standingIn({ disk }: ObjectHost): Known {
  const last = known.get(disk);
  if (last?.version === disk.version) return last;
  const all = <Row>(query: string) => disk.exec(query).toArray() as Row[];
  const isMade = all("SELECT 1 FROM sqlite_master WHERE name = 'member'").length > 0;
  const now: Known = {
    version: disk.version,
    members: new Map(
      isMade
        ? all<{ user_id: UserId; role: Role }>("SELECT user_id, role FROM member").map((row) => [
            row.user_id,
            row.role,
          ])
        : [],
    ),
    banned: isMade ? all<{ user_id: UserId }>("SELECT user_id FROM ban").map((row) => row.user_id) : [],
  };
  known.set(disk, now);
  return now;
}
