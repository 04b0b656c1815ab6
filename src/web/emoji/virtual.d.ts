/** Made by emoji-rows.ts when the app is built. */
declare module "virtual:emoji-en" {
  const rows: string;
  export default rows;
}
declare module "virtual:emoji-de" {
  const rows: string;
  export default rows;
}
