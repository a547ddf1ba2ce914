import type * as pulumi from "@pulumi/pulumi";

/**
 * The options under which something that exists already is adopted instead of made. Without an id, and in a run with offline
 * plugins (which cannot read what exists), the options stay as they are.
 * @param id what the resource is called where it exists; undefined for one that is new
 * @throws Error together with deleteBeforeReplace: an import whose inputs differ is a replacement, and one that deletes first has
 * wiped whole zones elsewhere
 */
export function adopting<Options extends pulumi.CustomResourceOptions>(id: string | undefined, options: Options): Options {
  if (id === undefined) return options;
  if (options.deleteBeforeReplace === true) {
    throw new Error(
      `${id}: import and deleteBeforeReplace exclude each other, since the first difference would delete what is to be adopted; fix: remove deleteBeforeReplace`,
    );
  }
  return offline() ? options : { ...options, import: id };
}

function offline(): boolean {
  return (process.env["HOMELAB_OFFLINE_PLUGINS"] ?? "") !== "";
}
