import { DAY, HOUR, MINUTE } from '../clock.ts';

/** Every fragment but the last is a multiple of this (createUploadSession page). */
export const FRAGMENT_GRID = 327_680;
/** A fragment has to be smaller than this (createUploadSession page). */
export const FRAGMENT_LIMIT = 60 * 1024 * 1024;
/** No message to SharePoint may be longer (SharePoint answers 413 without reading it). */
export const MESSAGE_LIMIT = 262_144_000;
/** 250 GB, the largest file of OneDrive and SharePoint. */
export const FILE_LIMIT = 250 * 1024 ** 3;
/** Idle time after which a Business or SharePoint session ends (OneDrive/onedrive-api-docs#1260). */
export const BUSINESS_IDLE = 15 * MINUTE;
/** The token in a Business or SharePoint upload URL lives no longer (OneDrive/onedrive-api-docs#1570). */
export const URL_TOKEN_LIFE = 24 * HOUR;
/** Life of a Personal session (OneDrive/onedrive-api-docs#75). */
export const PERSONAL_LIFE = 7 * DAY;
