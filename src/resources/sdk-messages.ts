import * as pulumi from "@pulumi/pulumi";

/**
 * The SDK tells the engine about every step of every registration, ten calls a resource, whether anybody asked or not: a
 * sixth of a preview of 100 services. They are shown by `pulumi --debug` only; who wants them sets HOMELAB_SDK_MESSAGES,
 * which `npm run pulumi -- … --debug` does. What is said with `info`, `warn` and `error` is heard as ever.
 */
if (process.env["HOMELAB_SDK_MESSAGES"] === undefined) {
  Object.assign(pulumi.log, { debug: () => Promise.resolve() });
}
