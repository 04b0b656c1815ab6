/** An armchair by lamplight. The same drawing as public/icon.svg, the icon of the browser's tab. */
export function Logo(props: { readonly size: number }) {
  return (
    <svg width={props.size} height={props.size} viewBox="4 3.5 24 24" aria-hidden="true">
      <path fill="#e2b75c" d="M9.5 17v-5.2a6.5 6.5 0 0 1 13 0V17z" />
      <path
        fill="#f6f1e7"
        d="M5.6 17.4a2.6 2.6 0 0 1 5.2 0v2.2h10.4v-2.2a2.6 2.6 0 0 1 5.2 0v4.9a2 2 0 0 1-2 2h-.9v1.5a.9.9 0 0 1-1.8 0v-1.5H10.3v1.5a.9.9 0 0 1-1.8 0v-1.5h-.9a2 2 0 0 1-2-2z"
      />
    </svg>
  );
}
