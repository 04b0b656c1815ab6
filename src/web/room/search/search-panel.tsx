import { words } from "../../language/language.ts";
import { SearchView } from "../../search/search-view.tsx";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";

/** Searches the messages of the open room. */
export function SearchPanel() {
  const { room_id, mentionable } = useRoom();
  return (
    <Panel title={words().search.inRoom} bare>
      <SearchView room_id={room_id} members={mentionable} />
    </Panel>
  );
}
