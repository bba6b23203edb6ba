// @ts-check
/** This file shows when the connection is lost and when it is back. */
import { text } from "#lib/config";
import { toast } from "#lib/toast";

export function startConnection() {
  addEventListener("offline", () => toast(text("offline"), { isError: true }));
  addEventListener("online", () => toast(text("online")));
}
