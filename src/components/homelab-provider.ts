import * as pulumi from "@pulumi/pulumi";

/**
 * The provider of this project's own resources, one for a whole site: every provider resource is a process of its own.
 * Default providers are disabled for all of them, so that nothing is ever made by a provider that nobody chose.
 */
export class HomelabProvider extends pulumi.ProviderResource {
  constructor(name: string, options?: pulumi.ResourceOptions) {
    super("homelab", name, {}, options);
  }
}
