// SPDX-License-Identifier: GPL-3.0-or-later

/*
 * The controls of a wire's near end: a mixer switch "Off-hook Switch" per line, by index, as an AC'97 modem has, and another
 * that shows the far end's, as lines show it that reverse their battery.
 */

#include <alsa/asoundlib.h>
#include <alsa/control_external.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

static const char *const names[] = {"Off-hook Switch", "Far End Off-hook Switch"}; /* by wire_end */

struct controls {
  snd_ctl_ext_t ext;
  struct wire *wire;
};

static int lines(snd_ctl_ext_t *ext) { return wire_lines(((struct controls *)ext->private_data)->wire); }

static void close_controls(snd_ctl_ext_t *ext) {
  struct controls *controls = ext->private_data;
  wire_unmap(controls->wire);
  free(controls);
}

/* An element's key is its line, and for the far end's switch the number of lines above it. */
static int elem_count(snd_ctl_ext_t *ext) { return 2 * lines(ext); }

static int elem_list(snd_ctl_ext_t *ext, unsigned offset, snd_ctl_elem_id_t *id) {
  unsigned count = (unsigned)lines(ext);
  snd_ctl_elem_id_set_interface(id, SND_CTL_ELEM_IFACE_MIXER);
  snd_ctl_elem_id_set_name(id, names[offset / count % 2]);
  snd_ctl_elem_id_set_index(id, offset % count);
  return 0;
}

static snd_ctl_ext_key_t find_elem(snd_ctl_ext_t *ext, const snd_ctl_elem_id_t *id) {
  unsigned numid = snd_ctl_elem_id_get_numid(id);
  if (numid > 0) return (int)numid <= elem_count(ext) ? numid - 1 : SND_CTL_EXT_KEY_NOT_FOUND;
  unsigned index = snd_ctl_elem_id_get_index(id);
  for (int end = WIRE_NEAR; end <= WIRE_FAR; end++)
    if (!strcmp(snd_ctl_elem_id_get_name(id), names[end]) && (int)index < lines(ext))
      return index + (unsigned)(end * lines(ext));
  return SND_CTL_EXT_KEY_NOT_FOUND;
}

static int get_attribute(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int *type, unsigned *access, unsigned *count) {
  *type = SND_CTL_ELEM_TYPE_BOOLEAN;
  *access = (int)key < lines(ext) ? SND_CTL_EXT_ACCESS_READWRITE : SND_CTL_EXT_ACCESS_READ;
  *count = 1;
  return 0;
}

static int get_integer_info(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *least, long *most, long *step) {
  (void)ext, (void)key;
  *least = 0;
  *most = 1;
  *step = 1;
  return 0;
}

static int read_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *value) {
  struct wire *wire = ((struct controls *)ext->private_data)->wire;
  int count = lines(ext);
  *value = wire_off_hook(wire, (int)key < count ? WIRE_NEAR : WIRE_FAR, (int)key % count);
  return 0;
}

static int write_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *value) {
  struct wire *wire = ((struct controls *)ext->private_data)->wire;
  if ((int)key >= lines(ext)) return -EPERM;
  if (wire_is_broken(wire)) return -ENODEV;
  int changed = wire_off_hook(wire, WIRE_NEAR, (int)key) != (*value != 0);
  wire_set_off_hook(wire, WIRE_NEAR, (int)key, *value != 0);
  return changed;
}

static void subscribe_events(snd_ctl_ext_t *ext, int subscribe) { (void)ext, (void)subscribe; }

static int read_event(snd_ctl_ext_t *ext, snd_ctl_elem_id_t *id, unsigned *mask) {
  (void)ext, (void)id, (void)mask;
  return -EAGAIN;
}

static const snd_ctl_ext_callback_t callbacks = {
    .close = close_controls,
    .elem_count = elem_count,
    .elem_list = elem_list,
    .find_elem = find_elem,
    .get_attribute = get_attribute,
    .get_integer_info = get_integer_info,
    .read_integer = read_integer,
    .write_integer = write_integer,
    .subscribe_events = subscribe_events,
    .read_event = read_event,
};

SND_CTL_PLUGIN_DEFINE_FUNC(earshot_wire) {
  (void)root;
  const char *file = NULL;
  snd_config_iterator_t i, next;
  snd_config_for_each(i, next, conf) {
    snd_config_t *entry = snd_config_iterator_entry(i);
    const char *id;
    if (snd_config_get_id(entry, &id) < 0) continue;
    if (!strcmp(id, "file")) snd_config_get_string(entry, &file);
  }
  if (!file) {
    SNDERR("earshot_wire: wanted file PATH");
    return -EINVAL;
  }
  struct controls *controls = calloc(1, sizeof *controls);
  if (!controls) return -ENOMEM;
  controls->wire = wire_map(file);
  if (!controls->wire) {
    int error = -errno;
    free(controls);
    return error;
  }
  controls->ext.version = SND_CTL_EXT_VERSION;
  controls->ext.card_idx = 0;
  strcpy(controls->ext.id, "wire");
  strcpy(controls->ext.driver, "earshot_wire");
  strcpy(controls->ext.name, "Earshot's wire");
  strcpy(controls->ext.longname, "Earshot's wire");
  strcpy(controls->ext.mixername, "Earshot's wire");
  controls->ext.poll_fd = -1;
  controls->ext.callback = &callbacks;
  controls->ext.private_data = controls;
  int error = snd_ctl_ext_create(&controls->ext, name, mode);
  if (error) {
    close_controls(&controls->ext);
    return error;
  }
  *handlep = controls->ext.handle;
  return 0;
}

SND_CTL_PLUGIN_SYMBOL(earshot_wire);
