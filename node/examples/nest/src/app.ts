import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import session from "express-session";
import { PAGE_FOLDER } from "../../shop/page.mjs";
import { RefusalFilter } from "./refusal.filter.js";
import { ShopModule } from "./shop.module.js";

/** The shop, before it listens. */
export async function createApp() {
  // `rawBody`: the webhook is checked as it came. Nest keeps it beside what it parses.
  const app = await NestFactory.create<NestExpressApplication>(ShopModule, { rawBody: true, logger: ["error", "warn"] });
  app.useStaticAssets(`${PAGE_FOLDER}public`);
  const cookie = { httpOnly: true, sameSite: "lax", secure: "auto" } as const;
  app.use(session({ secret: randomBytes(32).toString("hex"), resave: false, saveUninitialized: true, cookie }));
  app.useGlobalFilters(new RefusalFilter());
  return app;
}
