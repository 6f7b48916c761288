#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Keeps the containers of one pod alive, as plain processes or by a container engine. POSIX shell only: dash, bash and busybox ash run it.
#
# usage: pod-supervisor.sh start   SHELL POD-DIRECTORY          supervise what is not supervised; idempotent
#        pod-supervisor.sh stop    SHELL POD-DIRECTORY SECONDS  ask the containers to stop, kill them after SECONDS
#        pod-supervisor.sh restart SHELL POD-DIRECTORY NAME     stop one container, so that it starts again
#        pod-supervisor.sh resize  SHELL POD-DIRECTORY NAME     give one container what its file of resources says
#        pod-supervisor.sh destroy SHELL POD-DIRECTORY          kill what runs and remove the directory
#        pod-supervisor.sh join    SHELL POD-DIRECTORY NAME SIZE WORD...  run a command in a container
#        pod-supervisor.sh age     SHELL POD-DIRECTORY MARK     print for how long such a command has run
#        pod-supervisor.sh cancel  SHELL POD-DIRECTORY MARK [PID TICKS]  end such a command
#        pod-supervisor.sh feed    SHELL POD-DIRECTORY NAME      copy standard input to a container's
#        pod-supervisor.sh unfeed  SHELL POD-DIRECTORY NAME MARK end such a copy
#        pod-supervisor.sh forward SHELL POD-DIRECTORY NAME PORT SECONDS  copy to and from a port of the pod
#        pod-supervisor.sh report  SHELL NODE-DIRECTORY UID...  print the state of some pods
#        pod-supervisor.sh list    SHELL NODE-DIRECTORY SUM     print the state of all, unless SUM is of the same state
#        pod-supervisor.sh serve   SHELL                         carry out verbs that are read
#        pod-supervisor.sh orphans SHELL NODE-DIRECTORY         end the commands of a program that has gone
#        pod-supervisor.sh statistics SHELL NODE-DIRECTORY  print what usage is computed from
#        pod-supervisor.sh prepare SHELL NODE-DIRECTORY RUNTIME [PROGRAM]  find out what the host has
#        pod-supervisor.sh node    SHELL NODE-DIRECTORY         print what the host is
#        pod-supervisor.sh boot    SHELL NODE-DIRECTORY         start what should run, after the host has started
#        pod-supervisor.sh join_boot  SHELL NODE-DIRECTORY      have the host do so by itself
#        pod-supervisor.sh leave_boot SHELL NODE-DIRECTORY      undo that
#
# Everything it needs stands in the pod's directory, which is its working directory: it uses no absolute path, so the
# tree above may be renamed while it runs. Nothing that a pod can choose is ever parsed here: names in "plan" are
# checked by the writer, and commands stand in files of single-quoted words.
#
# Processes of a pod: one shell per container (the runner), one log pump per container, and the container itself, which
# leads a session and process group of its own, or which an engine has started. The first runner also runs the init containers.

set -u
export LC_ALL=C

# Where the files of the host itself are.
host_root=

# The engine that runs the containers of the pod, as its plan tells.
engine=

# What starts a process apart from this shell, when it has been chosen.
detach=
