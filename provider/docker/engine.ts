/**
 * What the Docker Engine API says, as far as it is read. Every field is optional: engines from 19.03 on leave out what they
 * do not know, and a field that is null means the same as one that is missing.
 */
export interface ContainerInspect {
  readonly Id: string;
  readonly Created?: string;
  /** With a leading slash. */
  readonly Name?: string;
  /** The image's id, `sha256:…`. */
  readonly Image?: string;
  readonly RestartCount?: number;
  readonly State?: ContainerState | null;
  readonly Config?: ContainerConfig | null;
  readonly HostConfig?: HostConfig | null;
  readonly Mounts?: readonly MountPoint[] | null;
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, Endpoint | null>> | null } | null;
}

export interface ContainerState {
  readonly Status?: string;
  readonly Running?: boolean;
  readonly Paused?: boolean;
  readonly Restarting?: boolean;
  readonly ExitCode?: number;
  readonly Error?: string;
  readonly StartedAt?: string;
  readonly OOMKilled?: boolean;
  readonly Health?: { readonly Status?: string; readonly FailingStreak?: number } | null;
}

export interface Healthcheck {
  readonly Test?: readonly string[] | null;
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

/** What an image and a container have in common. */
export interface ImageConfig {
  readonly User?: string | null;
  readonly Env?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly WorkingDir?: string | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
  readonly Healthcheck?: Healthcheck | null;
  readonly StopSignal?: string | null;
}

export interface ContainerConfig extends ImageConfig {
  /** The image as it was asked for. */
  readonly Image?: string;
  readonly Hostname?: string;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly StopTimeout?: number | null;
  /** Of the whole container; engines from 25 on keep it at the endpoint. */
  readonly MacAddress?: string;
}

export interface HostConfig {
  readonly Memory?: number;
  readonly MemorySwap?: number;
  readonly MemoryReservation?: number;
  readonly MemorySwappiness?: number | null;
  readonly OomScoreAdj?: number;
  readonly OomKillDisable?: boolean | null;
  readonly NanoCpus?: number;
  readonly CpuShares?: number;
  readonly CpuQuota?: number;
  readonly CpuPeriod?: number;
  readonly CpusetCpus?: string;
  readonly PidsLimit?: number | null;
  readonly ShmSize?: number;
  readonly RestartPolicy?: { readonly Name?: string; readonly MaximumRetryCount?: number } | null;
  readonly PortBindings?: Readonly<Record<string, readonly PortBinding[] | null>> | null;
  readonly PublishAllPorts?: boolean;
  /** What was sent by the newer of the two notations of a mount. */
  readonly Mounts?: readonly SentMount[] | null;
  readonly Tmpfs?: Readonly<Record<string, string>> | null;
  readonly NetworkMode?: string;
  readonly PidMode?: string;
  readonly IpcMode?: string;
  readonly UTSMode?: string;
  readonly UsernsMode?: string;
  readonly CgroupParent?: string;
  readonly Runtime?: string;
  readonly Init?: boolean | null;
  readonly Privileged?: boolean;
  readonly ReadonlyRootfs?: boolean;
  readonly CapAdd?: readonly string[] | null;
  readonly CapDrop?: readonly string[] | null;
  readonly SecurityOpt?: readonly string[] | null;
  /** Null where the container is privileged; empty when nothing is masked. */
  readonly MaskedPaths?: readonly string[] | null;
  readonly ReadonlyPaths?: readonly string[] | null;
  readonly GroupAdd?: readonly string[] | null;
  readonly Sysctls?: Readonly<Record<string, string>> | null;
  readonly Ulimits?: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[] | null;
  readonly Devices?: readonly Device[] | null;
  readonly DeviceCgroupRules?: readonly string[] | null;
  readonly DeviceRequests?: readonly DeviceRequest[] | null;
  readonly ExtraHosts?: readonly string[] | null;
  readonly Dns?: readonly string[] | null;
  readonly DnsSearch?: readonly string[] | null;
  readonly DnsOptions?: readonly string[] | null;
  readonly LogConfig?: { readonly Type?: string; readonly Config?: Readonly<Record<string, string>> | null } | null;
}

export interface PortBinding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

export interface Device {
  readonly PathOnHost?: string;
  readonly PathInContainer?: string;
  readonly CgroupPermissions?: string;
}

export interface DeviceRequest {
  readonly Driver?: string;
  readonly Count?: number;
  readonly DeviceIDs?: readonly string[] | null;
  readonly Capabilities?: readonly (readonly string[])[] | null;
}

export interface SentMount {
  readonly Type?: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly VolumeOptions?: { readonly Subpath?: string } | null;
  readonly ImageOptions?: { readonly Subpath?: string } | null;
}

export interface MountPoint {
  readonly Type?: string;
  readonly Name?: string;
  readonly Source?: string;
  readonly Destination?: string;
  readonly RW?: boolean;
  readonly Propagation?: string;
}

export interface Endpoint {
  readonly Aliases?: readonly string[] | null;
  readonly DNSNames?: readonly string[] | null;
  readonly NetworkID?: string;
  readonly IPAMConfig?: {
    readonly IPv4Address?: string;
    readonly IPv6Address?: string;
    readonly LinkLocalIPs?: readonly string[] | null;
  } | null;
  /** Empty while the container does not run. */
  readonly MacAddress?: string;
  readonly DriverOpts?: Readonly<Record<string, string>> | null;
  /** From engine 28 on. */
  readonly GwPriority?: number;
}

export interface ImageInspect {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Config?: ImageConfig | null;
}

export interface NetworkInspect {
  readonly Id: string;
  readonly Name: string;
  readonly Driver?: string;
  readonly Internal?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Attachable?: boolean;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Options?: Readonly<Record<string, string>> | null;
  readonly IPAM?: { readonly Driver?: string; readonly Config?: readonly AddressPool[] | null } | null;
}

export interface AddressPool {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
  /** By the name of who has it. */
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>> | null;
}

export interface VolumeInspect {
  readonly Name: string;
  readonly Driver?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Options?: Readonly<Record<string, string>> | null;
}

export interface EngineInfo {
  readonly ServerVersion?: string;
  readonly LoggingDriver?: string;
  readonly CgroupVersion?: string;
  readonly SwapLimit?: boolean;
  readonly DefaultRuntime?: string;
  readonly MemTotal?: number;
  readonly DockerRootDir?: string;
}
