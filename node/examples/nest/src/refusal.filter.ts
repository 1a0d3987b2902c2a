import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from "@nestjs/common";
import type { Response } from "express";
import { answerTo } from "../../shop/refusals.mjs";

/** What is told to whoever asked when something is refused. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost) {
    const { status, body } =
      error instanceof HttpException
        ? { status: error.getStatus(), body: { ok: false, error: error.message } }
        : answerTo(error);
    host.switchToHttp().getResponse<Response>().status(status).json(body);
  }
}
