import { Hono } from "hono";
import { refuse } from "../../protocol/codes.ts";
import { publishedKeys } from "../identity/access-token.ts";
import { accountRoutes } from "./account-routes.ts";
import { adminRoutes } from "./admin-routes.ts";
import { type App, answer, answerException } from "./answers.ts";
import { credentialRoutes } from "./credential-routes.ts";
import { docsRoutes } from "./docs-routes.ts";
import { fileRoutes } from "./file-routes.ts";
import { withCors, withoutForgery, withRequestId, withSafeHeaders, withShortBody } from "./guards.ts";
import { identityRoutes } from "./identity-routes.ts";
import { inboxRoutes } from "./inbox-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { refuseOtherMethods } from "./methods.ts";
import { moderationRoutes } from "./moderation-routes.ts";
import { adminMountOn, mountOn } from "./mount.ts";
import { appPage } from "./page.ts";
import { peopleRoutes } from "./people-routes.ts";
import { roomRoutes } from "./room-routes.ts";
import { searchRoutes } from "./search-routes.ts";
import { securityTxt } from "./security-txt.ts";
import { socketRoutes } from "./socket-routes.ts";
import { syncRoutes } from "./sync-routes.ts";
import { uploadRoutes } from "./upload-routes.ts";

/**
 * The HTTP side of the server. The order of the lines below is the security model: a request passes
 * the guards from top to bottom, and only what all of them let through meets a route. Objects are
 * reached through the routes at the end and in no other way.
 */
export function createApp(): Hono<App> {
  const app = new Hono<App>();

  // First, so that every answer has an id and safe headers, also a refusal by the guards below.
  app.use(withRequestId, withSafeHeaders);
  // Answers preflights, so it comes before the checks of the requests that they announce.
  app.use(withCors);
  // From here on, any request that may change something comes from our own page or has a bearer token.
  app.use(withoutForgery);
  // The one place that takes long bodies. They are streamed on, and are as long as was agreed on before.
  uploadRoutes(app);
  // Before anything reads a body.
  app.use(withShortBody);

  // Open to everyone, and contains nothing about anybody.
  app.get("/api/health", (http) => http.json({ ok: true }));
  app.get("/.well-known/jwks.json", async (http) =>
    http.json(await publishedKeys(http.env.AUTH_PRIVATE_JWK)),
  );
  app.get("/.well-known/security.txt", (http) => http.text(securityTxt(http)));
  docsRoutes(app);

  // Each endpoint of the table says whether it needs a sign-in; `mount` checks that before it calls the handler.
  const mount = mountOn(app);
  identityRoutes(mount);
  credentialRoutes(mount);
  accountRoutes(mount);
  peopleRoutes(mount);
  roomRoutes(mount);
  messageRoutes(mount);
  searchRoutes(mount);
  moderationRoutes(mount);
  inboxRoutes(mount);
  syncRoutes(mount);
  fileRoutes(app);
  // For those who run the deployment: `mount` looks up their role, too.
  adminRoutes(adminMountOn(app));
  // These authenticate in their own way: browsers cannot set headers on a socket.
  socketRoutes(app);

  // What has routes by now takes no other methods.
  refuseOtherMethods(app);
  // Last: the app's own addresses are all that is not the API's.
  app.notFound((http) => appPage(http) ?? answer(http, refuse("not_found")));
  app.onError((error, http) => answerException(http, error));
  return app;
}
