package org.posthorn.allinone;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// The sources of the whole project, read by the compiler's own parser.
final class SourceTree {
    /// A class, record or interface.
    record Type(Path file, String name) {}

    /// A method or constructor with its size.
    ///
    /// @param wiring whether it is a constructor or makes a bean
    record Method(Path file, String name, long lines, int parameters, int nesting, boolean wiring) {}

    private final List<Type> types = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();

    static Path root() {
        return Path.of(System.getProperty("posthorn.root", "..")).toAbsolutePath();
    }

    /// Every file of Java in the source directories.
    static List<Path> files() throws IOException {
        try (var walk = Files.walk(root(), 32)) {
            return walk.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> path.toString().contains("/src/main/java/")
                            || path.toString().contains("/src/test/java/"))
                    .filter(path -> !path.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    static SourceTree read() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var tree = new SourceTree();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(files()));
            var positions = Trees.instance(task).getSourcePositions();
            for (var unit : task.parse()) {
                tree.new Reader(unit, positions).scan(unit, null);
            }
        }
        return tree;
    }

    List<Type> types() {
        return types;
    }

    List<Method> methods() {
        return methods;
    }

    private final class Reader extends TreeScanner<@Nullable Object, @Nullable Object> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Path file;
        private boolean inRecord;

        Reader(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.file = root().relativize(Path.of(unit.getSourceFile().toUri()));
        }

        @Override
        public @Nullable Object visitClass(ClassTree type, @Nullable Object nothing) {
            types.add(new Type(file, type.getSimpleName().toString()));
            var outer = inRecord;
            inRecord = type.getKind() == Tree.Kind.RECORD;
            super.visitClass(type, nothing);
            inRecord = outer;
            return null;
        }

        @Override
        public @Nullable Object visitMethod(MethodTree method, @Nullable Object nothing) {
            var body = method.getBody();
            if (body != null) {
                var lines =
                        line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, body)) + 1;
                var constructor = method.getName().contentEquals("<init>");
                var ofRecord = inRecord && constructor;
                var overrides = annotated(method, "Override");
                var wiring = constructor || annotated(method, "Singleton") || annotated(method, "Bean");
                var parameters =
                        ofRecord || overrides ? 0 : method.getParameters().size();
                methods.add(new Method(file, method.getName().toString(), lines, parameters, nesting(body), wiring));
            }
            return super.visitMethod(method, nothing);
        }

        private static boolean annotated(MethodTree method, String annotation) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(found -> found.getAnnotationType().toString().equals(annotation));
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    private static int nesting(BlockTree body) {
        var depth = new Nesting();
        depth.scan(body, null);
        return depth.deepest;
    }

    /// Counts blocks within blocks: if, loops and switches; `else if` goes on beside its `if`.
    private static final class Nesting extends TreeScanner<@Nullable Object, @Nullable Object> {
        private int depth;
        private int deepest;

        @Override
        public @Nullable Object visitIf(IfTree tree, @Nullable Object nothing) {
            scan(tree.getCondition(), nothing);
            deeper(() -> scan(tree.getThenStatement(), nothing));
            var other = tree.getElseStatement();
            if (other instanceof IfTree) {
                scan(other, nothing);
            } else if (other != null) {
                deeper(() -> scan(other, nothing));
            }
            return null;
        }

        @Override
        public @Nullable Object visitForLoop(ForLoopTree tree, @Nullable Object nothing) {
            deeper(() -> super.visitForLoop(tree, nothing));
            return null;
        }

        @Override
        public @Nullable Object visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Object nothing) {
            deeper(() -> super.visitEnhancedForLoop(tree, nothing));
            return null;
        }

        @Override
        public @Nullable Object visitWhileLoop(WhileLoopTree tree, @Nullable Object nothing) {
            deeper(() -> super.visitWhileLoop(tree, nothing));
            return null;
        }

        @Override
        public @Nullable Object visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Object nothing) {
            deeper(() -> super.visitDoWhileLoop(tree, nothing));
            return null;
        }

        @Override
        public @Nullable Object visitSwitch(SwitchTree tree, @Nullable Object nothing) {
            deeper(() -> super.visitSwitch(tree, nothing));
            return null;
        }

        @Override
        public @Nullable Object visitClass(ClassTree tree, @Nullable Object nothing) {
            return null;
        }

        private void deeper(Runnable inside) {
            depth++;
            deepest = Math.max(deepest, depth);
            inside.run();
            depth--;
        }
    }
}
