export { default } from "./global-setup.js";
