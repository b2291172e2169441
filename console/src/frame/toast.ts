import { notifications } from "@mantine/notifications";
import { Problem } from "../api/problem";
import { texts } from "../texts";

/** Says in passing that something was done. */
export function tell(message: string): void {
  notifications.show({ message, className: "toast-good" });
}

/** Says in passing why something was not done, where no form can show it. */
export function complain(error: unknown): void {
  notifications.show({ title: texts.failure.title, message: error instanceof Problem ? error.message : texts.failure.offline, className: "toast-bad", autoClose: 8000 });
}
