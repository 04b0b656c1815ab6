/** A file as text, the way Vite imports it. */
declare module "*?raw" {
  const text: string;
  export default text;
}
