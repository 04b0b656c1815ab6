import type { Http } from "./answers.ts";

/**
 * The web app's page. What is a file is served without the Worker; what reaches it is no file: an address inside the
 * app, which is always the same page, or a file that is not there, of another build for example. A browser must not
 * take the page for such a file, and no cache may keep it.
 */
export function appPage(http: Http): Promise<Response> | undefined {
  const { method, url } = http.req;
  const { pathname, origin } = new URL(url);
  if (!["GET", "HEAD"].includes(method) || /^\/(?:api|\.well-known)(?:\/|$)/.test(pathname)) return undefined;
  const wanted = http.req.header("Sec-Fetch-Dest");
  const isShown = wanted === undefined || ["document", "iframe", "empty"].includes(wanted);
  if (!isShown || isFile(pathname)) return undefined;
  // With its conditions, so that a page that is known is not sent again.
  return http.env.ASSETS.fetch(new Request(`${origin}/`, { method, headers: http.req.raw.headers }));
}

/** No address of the app ends like the name of a file. */
const isFile = (pathname: string): boolean => /^\/(?:assets|icons)\/|\.[a-z][a-z0-9]{0,11}$/i.test(pathname);
