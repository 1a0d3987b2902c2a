import { Bootpay } from "bootpay-backend-nodejs";

export const dynamic = "force-dynamic";

export async function GET() {
  const { status } = await Bootpay.certificate("612e09260d681b0021e61ab9");
  return Response.json(status);
}
