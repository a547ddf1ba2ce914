/**
 * The canonical Compose document: what `docker compose config --format json` prints, as plain JSON data.
 *
 * Where a type is {@link Symbolic}, the value may also be a text with variables (`${PORT:-8080}`); that happens only in
 * documents that were resolved with `interpolate: false`.
 */

/** A typed value, or the text with variables that will become one. */
export type Symbolic<T> = T | string;
/** A size in bytes as decimal text (`"268435456"`), or a text with variables. */
export type Bytes = string;
/** A duration as Compose prints it (`"1m30s"`), or a text with variables. */
export type DurationText = string;
/** Words of a command, or one text with variables that Compose splits once they are known; null when not set. */
export type CommandWords = readonly string[] | string | null;

type Texts = Readonly<Record<string, string>>;

export interface ComposeDocument {
  readonly name?: string;
  readonly services: Readonly<Record<string, ComposeServiceDefinition>>;
  readonly networks?: Readonly<Record<string, ComposeNetwork>>;
  readonly volumes?: Readonly<Record<string, ComposeVolume>>;
  readonly secrets?: Readonly<Record<string, ComposeFileObject>>;
  readonly configs?: Readonly<Record<string, ComposeFileObject>>;
  /** Printed by Compose as YAML only; its JSON output forgets it. */
  readonly models?: Readonly<Record<string, ComposeModel>>;
  readonly [extension: `x-${string}`]: unknown;
}

export interface ComposeServiceDefinition {
  readonly profiles?: readonly string[];
  readonly annotations?: Texts;
  readonly attach?: Symbolic<boolean>;
  readonly build?: ComposeBuild;
  readonly develop?: { readonly watch?: readonly ComposeWatch[] };
  readonly blkio_config?: ComposeBlkio;
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly cgroup_parent?: string;
  readonly cgroup?: string;
  readonly cpu_count?: Symbolic<number>;
  readonly cpu_percent?: Symbolic<number>;
  readonly cpu_period?: Symbolic<number>;
  readonly cpu_quota?: Symbolic<number>;
  readonly cpu_rt_period?: Symbolic<number>;
  readonly cpu_rt_runtime?: Symbolic<number>;
  readonly cpus?: Symbolic<number>;
  readonly cpuset?: string;
  readonly cpu_shares?: Symbolic<number>;
  readonly command: CommandWords;
  readonly configs?: readonly ComposeFileMount[];
  readonly container_name?: string;
  readonly credential_spec?: { readonly config?: string; readonly file?: string; readonly registry?: string };
  readonly depends_on?: Readonly<Record<string, ComposeDependency>>;
  readonly deploy?: ComposeDeploy;
  readonly device_cgroup_rules?: readonly string[];
  readonly devices?: readonly ComposeDevice[];
  readonly dns?: readonly string[];
  readonly dns_opt?: readonly string[];
  readonly dns_search?: readonly string[];
  readonly domainname?: string;
  readonly entrypoint: CommandWords;
  readonly provider?: { readonly type?: string; readonly options?: Readonly<Record<string, readonly string[]>> };
  /** null means: the value comes from the environment of the one who runs Compose. */
  readonly environment?: Readonly<Record<string, string | null>>;
  /** Only in documents with variables; an expanded document has read the files into `environment`. */
  readonly env_file?: readonly ComposeEnvFile[];
  readonly expose?: readonly string[];
  readonly external_links?: readonly string[];
  /** `host=address`. */
  readonly extra_hosts?: readonly string[];
  readonly group_add?: readonly string[];
  readonly gpus?: readonly ComposeDeviceRequest[];
  readonly hostname?: string;
  readonly healthcheck?: ComposeHealthcheck;
  readonly image?: string;
  readonly init?: Symbolic<boolean>;
  readonly ipc?: string;
  readonly isolation?: string;
  readonly labels?: Texts;
  /** Only in documents with variables; an expanded document has read the files into `labels`. */
  readonly label_file?: readonly string[];
  readonly links?: readonly string[];
  readonly logging?: { readonly driver?: string; readonly options?: Texts };
  readonly mem_limit?: Bytes;
  readonly mem_reservation?: Bytes;
  readonly memswap_limit?: Bytes;
  /** A percentage; Compose prints it like a size. */
  readonly mem_swappiness?: Bytes;
  readonly mac_address?: string;
  readonly models?: Readonly<Record<string, { readonly endpoint_var?: string; readonly model_var?: string } | null>>;
  readonly network_mode?: string;
  readonly networks?: Readonly<Record<string, ComposeServiceNetwork | null>>;
  readonly oom_kill_disable?: Symbolic<boolean>;
  readonly oom_score_adj?: Symbolic<number>;
  readonly pid?: string;
  readonly pids_limit?: Symbolic<number>;
  readonly platform?: string;
  readonly ports?: readonly ComposePort[];
  readonly privileged?: Symbolic<boolean>;
  readonly pull_policy?: string;
  readonly read_only?: Symbolic<boolean>;
  readonly restart?: string;
  readonly runtime?: string;
  readonly scale?: Symbolic<number>;
  readonly secrets?: readonly ComposeFileMount[];
  readonly security_opt?: readonly string[];
  readonly shm_size?: Bytes;
  readonly stdin_open?: Symbolic<boolean>;
  readonly stop_grace_period?: DurationText;
  readonly stop_signal?: string;
  readonly storage_opt?: Texts;
  readonly sysctls?: Texts;
  readonly tmpfs?: readonly string[];
  readonly tty?: Symbolic<boolean>;
  readonly ulimits?: Readonly<Record<string, Symbolic<number> | ComposeUlimit>>;
  readonly use_api_socket?: boolean;
  readonly user?: string;
  readonly userns_mode?: string;
  readonly uts?: string;
  readonly volumes?: readonly ComposeMount[];
  readonly volumes_from?: readonly string[];
  readonly working_dir?: string;
  readonly post_start?: readonly ComposeHook[];
  readonly pre_stop?: readonly ComposeHook[];
}

export interface ComposePort {
  readonly name?: string;
  readonly mode?: string;
  readonly host_ip?: string;
  readonly target?: Symbolic<number>;
  /** A port or a range (`"8000-8010"`). */
  readonly published?: string;
  readonly protocol?: string;
  readonly app_protocol?: string;
}

export interface ComposeMount {
  readonly type?: "bind" | "volume" | "tmpfs" | "cluster" | "npipe" | "image";
  readonly source?: string;
  readonly target?: string;
  readonly read_only?: Symbolic<boolean>;
  readonly consistency?: string;
  readonly bind?: {
    readonly selinux?: string;
    readonly propagation?: string;
    readonly create_host_path?: Symbolic<boolean>;
    readonly recursive?: string;
  };
  readonly volume?: { readonly labels?: Texts; readonly nocopy?: Symbolic<boolean>; readonly subpath?: string };
  readonly tmpfs?: { readonly size?: Bytes; readonly mode?: Symbolic<number> };
  readonly image?: { readonly subpath?: string };
}

export interface ComposeFileMount {
  readonly source?: string;
  readonly target?: string;
  readonly uid?: string;
  readonly gid?: string;
  /** Octal with a leading zero, `"0440"`. */
  readonly mode?: string;
}

export interface ComposeDependency {
  readonly condition?: string;
  readonly restart?: Symbolic<boolean>;
  readonly required: Symbolic<boolean>;
}

export interface ComposeEnvFile {
  readonly path?: string;
  readonly required?: Symbolic<boolean>;
  readonly format?: string;
}

export interface ComposeServiceNetwork {
  readonly aliases?: readonly string[];
  readonly driver_opts?: Texts;
  readonly gw_priority?: Symbolic<number>;
  readonly interface_name?: string;
  readonly ipv4_address?: string;
  readonly ipv6_address?: string;
  readonly link_local_ips?: readonly string[];
  readonly mac_address?: string;
  readonly priority?: Symbolic<number>;
}

export interface ComposeHealthcheck {
  readonly test?: readonly string[];
  readonly timeout?: DurationText;
  readonly interval?: DurationText;
  readonly retries?: Symbolic<number>;
  readonly start_period?: DurationText;
  readonly start_interval?: DurationText;
  readonly disable?: Symbolic<boolean>;
}

export interface ComposeHook {
  readonly command: CommandWords;
  readonly user?: string;
  readonly privileged?: Symbolic<boolean>;
  readonly working_dir?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
}

export interface ComposeWatch {
  readonly path: string;
  readonly action: string;
  readonly target?: string;
  readonly exec: ComposeHook;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly initial_sync?: Symbolic<boolean>;
}

export interface ComposeDevice {
  readonly source?: string;
  readonly target?: string;
  readonly permissions?: string;
}

export interface ComposeDeviceRequest {
  readonly capabilities?: readonly string[];
  readonly driver?: string;
  /** -1 means all. */
  readonly count?: Symbolic<number>;
  readonly device_ids?: readonly string[];
  readonly options?: Texts;
}

export interface ComposeUlimit {
  readonly soft?: Symbolic<number>;
  readonly hard?: Symbolic<number>;
}

export interface ComposeThrottle {
  readonly path: string;
  readonly rate: Bytes;
}

export interface ComposeBlkio {
  readonly weight?: Symbolic<number>;
  readonly weight_device?: readonly { readonly path: string; readonly weight: Symbolic<number> }[];
  readonly device_read_bps?: readonly ComposeThrottle[];
  readonly device_read_iops?: readonly ComposeThrottle[];
  readonly device_write_bps?: readonly ComposeThrottle[];
  readonly device_write_iops?: readonly ComposeThrottle[];
}

export interface ComposeBuild {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly dockerfile_inline?: string;
  readonly entitlements?: readonly string[];
  readonly args?: Readonly<Record<string, string | null>>;
  readonly provenance?: string;
  readonly sbom?: string;
  /** An id, or an id with its path. */
  readonly ssh?: readonly (string | Texts)[];
  readonly labels?: Texts;
  readonly cache_from?: readonly string[];
  readonly cache_to?: readonly string[];
  readonly no_cache?: Symbolic<boolean>;
  readonly additional_contexts?: Texts;
  readonly pull?: Symbolic<boolean>;
  readonly extra_hosts?: readonly string[];
  readonly isolation?: string;
  readonly network?: string;
  readonly target?: string;
  readonly secrets?: readonly ComposeFileMount[];
  readonly shm_size?: Bytes;
  readonly tags?: readonly string[];
  readonly ulimits?: Readonly<Record<string, Symbolic<number> | ComposeUlimit>>;
  readonly platforms?: readonly string[];
  readonly privileged?: Symbolic<boolean>;
}

export interface ComposeUpdate {
  readonly parallelism?: Symbolic<number>;
  readonly delay?: DurationText;
  readonly failure_action?: string;
  readonly monitor?: DurationText;
  readonly max_failure_ratio?: Symbolic<number>;
  readonly order?: string;
}

export interface ComposeResource {
  readonly cpus?: Symbolic<number>;
  readonly memory?: Bytes;
  readonly pids?: Symbolic<number>;
  readonly devices?: readonly ComposeDeviceRequest[];
  readonly generic_resources?: readonly {
    readonly discrete_resource_spec?: { readonly kind: string; readonly value: Symbolic<number> };
  }[];
}

export interface ComposeDeploy {
  readonly mode?: string;
  readonly replicas?: Symbolic<number>;
  readonly labels?: Texts;
  readonly update_config?: ComposeUpdate;
  readonly rollback_config?: ComposeUpdate;
  readonly resources: { readonly limits?: ComposeResource; readonly reservations?: ComposeResource };
  readonly restart_policy?: {
    readonly condition?: string;
    readonly delay?: DurationText;
    readonly max_attempts?: Symbolic<number>;
    readonly window?: DurationText;
  };
  readonly placement: {
    readonly constraints?: readonly string[];
    readonly preferences?: readonly { readonly spread?: string }[];
    readonly max_replicas_per_node?: Symbolic<number>;
  };
  readonly endpoint_mode?: string;
}

export interface ComposeNetwork {
  readonly name?: string;
  readonly driver?: string;
  readonly driver_opts?: Texts;
  readonly ipam: {
    readonly driver?: string;
    readonly config?: readonly {
      readonly subnet?: string;
      readonly gateway?: string;
      readonly ip_range?: string;
      readonly aux_addresses?: Texts;
    }[];
  };
  readonly external?: Symbolic<boolean>;
  readonly internal?: Symbolic<boolean>;
  readonly attachable?: Symbolic<boolean>;
  readonly labels?: Texts;
  readonly enable_ipv4?: Symbolic<boolean>;
  readonly enable_ipv6?: Symbolic<boolean>;
}

export interface ComposeVolume {
  readonly name?: string;
  readonly driver?: string;
  readonly driver_opts?: Texts;
  readonly external?: Symbolic<boolean>;
  readonly labels?: Texts;
}

/** A config or a secret. The content of a secret is never part of a document. */
export interface ComposeFileObject {
  readonly name?: string;
  readonly file?: string;
  readonly environment?: string;
  readonly content?: string;
  readonly external?: Symbolic<boolean>;
  readonly labels?: Texts;
  readonly driver?: string;
  readonly driver_opts?: Texts;
  readonly template_driver?: string;
}

export interface ComposeModel {
  readonly name?: string;
  readonly model?: string;
  readonly context_size?: Symbolic<number>;
  readonly runtime_flags?: readonly string[];
}
