/**
 * The URLs of Amazon's services.
 *
 * @module
 */

/**
 * Returns the URL of a bucket. If its name has dots, it is in the path, because Amazon's certificates do not match such
 * a host.
 */
export function bucketUrl(
  { bucket, region, endpoint }: { bucket: string; region: string; endpoint?: string },
): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/*$/, "")}/${bucket}`;
  const domain = domainOf(region);
  return bucket.includes(".")
    ? `https://s3.${region}.${domain}/${bucket}`
    : `https://${bucket}.s3.${region}.${domain}/`;
}

/** Returns the URL of the service that issues keys for roles. */
export function stsUrl(region: string): string {
  return `https://sts.${region}.${domainOf(region)}/`;
}

function domainOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
