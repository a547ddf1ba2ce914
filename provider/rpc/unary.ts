import type { Method } from "./grpc.ts";
import { decode, encode } from "./message.ts";
import type { Message, MessageSpec } from "./message.ts";

/** A method by what it is asked and answers; what `respond` leaves out of the answer has its type's empty value. */
export function unary<Request extends MessageSpec, Response extends MessageSpec>(
  request: Request,
  response: Response,
  respond: (message: Message<Request>) => Partial<Message<Response>> | Promise<Partial<Message<Response>>>,
): Method {
  return async (bytes) => encode(response, await respond(decode(bytes, request)));
}
