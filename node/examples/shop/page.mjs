import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the page that all example shops have. */
export const PAGE_FOLDER = fileURLToPath(new URL("../page/", import.meta.url));
const TEMPLATE = readFileSync(`${PAGE_FOLDER}page.html`, "utf8");

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The shop's page, with BootPay's script from `origin`. */
export const page = (origin) => TEMPLATE.replace("{{ origin }}", () => escaped(origin)).replace("{{ csrf_token }}", "");
