import { words } from "../language/language.ts";
import { Page } from "../primitives/page.tsx";
import { SearchView } from "../search/search-view.tsx";

/** Searches the messages of all rooms. */
export function SearchPage() {
  return (
    <Page titleId="search-title" title={words().search.title}>
      <SearchView />
    </Page>
  );
}
