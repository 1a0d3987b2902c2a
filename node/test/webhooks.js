"use strict";

// The bodies of the sandbox's webhooks.

/** The webhook of a receipt, as the sandbox has it, in one of the two kinds: `{ body, contentType }`. */
async function webhookOf(sandbox, client, receiptId, kind) {
  await sandbox.control("POST", "/sandbox/settings", { feedback_content_type: kind });
  await client.createWebhook({ receiptId, webhookUrl: "https://example.com/hook" });
  const { fields } = (await sandbox.control("GET", "/sandbox/webhooks")).at(-1);
  if (kind === "json") return { body: JSON.stringify(fields), contentType: "application/json" };
  const form = new URLSearchParams();
  write(form, "", { ...fields, private_key: sandbox.private_key });
  return { body: form.toString(), contentType: "application/x-www-form-urlencoded" };
}

/** Nested as Rails does it: `payment_data[card_name]`. */
function write(form, name, value) {
  if (value === null) form.append(name, "");
  else if (typeof value !== "object") form.append(name, String(value));
  else for (const [key, field] of Object.entries(value)) write(form, name ? `${name}[${key}]` : key, field);
}

module.exports = { webhookOf };
