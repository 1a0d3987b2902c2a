import { type CanActivate, type ExecutionContext, Injectable } from "@nestjs/common";
import type { Request } from "express";
import { refuseOtherSites } from "../../shop/refusals.mjs";

@Injectable()
export class SameSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest<Request>();
    refuseOtherSites(request.method, request.get("sec-fetch-site"));
    return true;
  }
}
