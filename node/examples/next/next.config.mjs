/** @type {import("next").NextConfig} */
export default {
  // Whole, with its native addon, out of node_modules: works with webpack and with Turbopack, and for "standalone".
  serverExternalPackages: ["bootpay-backend-nodejs"],
};
