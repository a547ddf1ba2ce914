import * as pulumi from "@pulumi/pulumi";

export interface ProxyHostArgs {
  /** The API of the Nginx Proxy Manager, a key of `apis` in the topology. A change replaces the host. */
  readonly api: pulumi.Input<string>;
  /** Where that API is; what opens it is sent there. @default wherever the topology has it, without a word in the plan */
  readonly apiUrl?: pulumi.Input<string>;
  /** The whole name. A change replaces the host. */
  readonly host: pulumi.Input<string>;
  /** Further names of the same host. @default none */
  readonly aliases?: pulumi.Input<readonly string[]>;
  /** How the service is spoken to, `http` or `https`. @default "http" */
  readonly forwardScheme?: pulumi.Input<string>;
  /** The service's host as the proxy reaches it: a container's name or an address. */
  readonly forwardHost: pulumi.Input<string>;
  readonly forwardPort: pulumi.Input<number>;
  /** A name that the certificate to be used covers. @default no certificate */
  readonly certificate?: pulumi.Input<string>;
  /** The number of the access list. @default 0, everybody */
  readonly accessList?: pulumi.Input<number>;
  /** Is plain HTTP redirected to HTTPS? Needs a certificate. @default false */
  readonly forceTls?: pulumi.Input<boolean>;
  /** Are browsers told to use HTTPS only? Needs a certificate. @default false */
  readonly hsts?: pulumi.Input<boolean>;
  /** Is HTTP/2 offered? Needs a certificate. @default false */
  readonly http2?: pulumi.Input<boolean>;
  /** Are common attacks refused? @default true */
  readonly blockExploits?: pulumi.Input<boolean>;
  /** Are pictures and styles cached? @default false */
  readonly caching?: pulumi.Input<boolean>;
  /** Are websockets let through? @default true */
  readonly websockets?: pulumi.Input<boolean>;
  /** Does it answer at all? @default true */
  readonly enabled?: pulumi.Input<boolean>;
  /** Lines of nginx's own configuration. @default left alone */
  readonly advancedConfig?: pulumi.Input<string>;
}

/** A name that a Nginx Proxy Manager forwards to a service. What opens the API comes from the environment of the plugin. */
export class ProxyHost extends pulumi.CustomResource {
  /** The type token, by which policies and plans know it. */
  static readonly token = "homelab:npm:ProxyHost";

  declare readonly api: pulumi.Output<string>;
  declare readonly host: pulumi.Output<string>;
  declare readonly forwardHost: pulumi.Output<string>;
  declare readonly forwardPort: pulumi.Output<number>;
  declare readonly enabled: pulumi.Output<boolean>;

  /** The provider's check refuses inputs of the wrong shape; all problems come at once, each with its path. */
  constructor(name: string, args: ProxyHostArgs, options?: pulumi.CustomResourceOptions) {
    super(ProxyHost.token, name, { enabled: undefined, ...args }, options);
  }
}
