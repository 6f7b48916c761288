// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that runs once per shell of this machine; see {@link ShellsForTests}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@MethodSource("io.outrigger.provider.ssh.ShellsForTests#all")
public @interface EveryShell {}
