(module
  (import "env" "memory" (memory 0))
  (func $row (param $x0 i32) (param $step0 i32) (param $y0 i32) (param $n i32)
    (local $left i32) (local $v0_0 v128) (local $v0_1 v128) (local $v0_2 v128) (local $v0_3 v128) (local $r0_0 v128) (local $r0_1 v128) (local $r0_2 v128) (local $r0_3 v128) (local $t0_0 v128) (local $t0_1 v128) (local $t0_2 v128) (local $t0_3 v128) (local $t1_0 v128) (local $t1_1 v128) (local $t1_2 v128) (local $t1_3 v128) (local $k0 v128) (local $k1 v128)
    (local.set $k0 (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000))
    (local.set $k1 (v128.const i32x4 0x3e800000 0x3e800000 0x3e800000 0x3e800000))
    ;; full arrays: 4 vectors an iteration, all read before the first is written
    (if (i32.eq (i32.const 16) (local.get $step0))
      (then
        (local.set $left (i32.div_u (local.get $n) (i32.const 16)))
        (local.set $n (i32.rem_u (local.get $n) (i32.const 16)))
        (block $done
          (loop $next
            (br_if $done (i32.eqz (local.get $left)))
            (local.set $v0_0 (v128.load offset=0 (local.get $x0)))
            (local.set $v0_1 (v128.load offset=16 (local.get $x0)))
            (local.set $v0_2 (v128.load offset=32 (local.get $x0)))
            (local.set $v0_3 (v128.load offset=48 (local.get $x0)))
            (local.set $t0_0 (f32x4.gt (local.get $v0_0) (local.get $k0))) (local.set $t0_1 (f32x4.gt (local.get $v0_1) (local.get $k0))) (local.set $t0_2 (f32x4.gt (local.get $v0_2) (local.get $k0))) (local.set $t0_3 (f32x4.gt (local.get $v0_3) (local.get $k0)))
            (local.set $t1_0 (f32x4.mul (local.get $k1) (local.get $v0_0))) (local.set $t1_1 (f32x4.mul (local.get $k1) (local.get $v0_1))) (local.set $t1_2 (f32x4.mul (local.get $k1) (local.get $v0_2))) (local.set $t1_3 (f32x4.mul (local.get $k1) (local.get $v0_3)))
            (local.set $r0_0 (v128.bitselect (local.get $v0_0) (local.get $t1_0) (local.get $t0_0))) (local.set $r0_1 (v128.bitselect (local.get $v0_1) (local.get $t1_1) (local.get $t0_1))) (local.set $r0_2 (v128.bitselect (local.get $v0_2) (local.get $t1_2) (local.get $t0_2))) (local.set $r0_3 (v128.bitselect (local.get $v0_3) (local.get $t1_3) (local.get $t0_3)))
            (v128.store offset=0 (local.get $y0) (local.get $r0_0))
            (v128.store offset=16 (local.get $y0) (local.get $r0_1))
            (v128.store offset=32 (local.get $y0) (local.get $r0_2))
            (v128.store offset=48 (local.get $y0) (local.get $r0_3))
            (local.set $x0 (i32.add (local.get $x0) (i32.const 64)))
            (local.set $y0 (i32.add (local.get $y0) (i32.const 64)))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (br $next)))))
    ;; what is left, and rows in which one value stands for all: a vector an iteration
    (local.set $left (i32.shr_u (local.get $n) (i32.const 2)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $v0_0 (if (result v128) (local.get $step0) (then (v128.load (local.get $x0))) (else (v128.load32_splat (local.get $x0)))))
        (local.set $t0_0 (f32x4.gt (local.get $v0_0) (local.get $k0)))
        (local.set $t1_0 (f32x4.mul (local.get $k1) (local.get $v0_0)))
        (local.set $r0_0 (v128.bitselect (local.get $v0_0) (local.get $t1_0) (local.get $t0_0)))
        (v128.store (local.get $y0) (local.get $r0_0))
        (local.set $x0 (i32.add (local.get $x0) (local.get $step0)))
        (local.set $y0 (i32.add (local.get $y0) (i32.const 16)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next)))
    ;; the last n % 4, one by one
    (local.set $left (i32.and (local.get $n) (i32.const 3)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $v0_0 (v128.load32_splat (local.get $x0)))
        (local.set $t0_0 (f32x4.gt (local.get $v0_0) (local.get $k0)))
        (local.set $t1_0 (f32x4.mul (local.get $k1) (local.get $v0_0)))
        (local.set $r0_0 (v128.bitselect (local.get $v0_0) (local.get $t1_0) (local.get $t0_0)))
        (v128.store32_lane 0 (local.get $y0) (local.get $r0_0))
        (local.set $x0 (i32.add (local.get $x0) (i32.shr_u (local.get $step0) (i32.const 2))))
        (local.set $y0 (i32.add (local.get $y0) (i32.const 4)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next))))
  (func (export "run") (param $x0 i32) (param $row0 i32) (param $step0 i32) (param $y0 i32) (param $rows i32) (param $n i32)
    (local $left i32) (local $slice i32) (local $at0 i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $at0 (local.get $x0))
        (local.set $left (local.get $n))
        (loop $more
          (local.set $slice (select (local.get $left) (i32.const 16384) (i32.lt_u (local.get $left) (i32.const 16384))))
          (call $row (local.get $at0) (local.get $step0) (local.get $y0) (local.get $slice))
          (local.set $at0 (i32.add (local.get $at0) (i32.mul (local.get $step0) (i32.shr_u (local.get $slice) (i32.const 2)))))
          (local.set $y0 (i32.add (local.get $y0) (i32.shl (local.get $slice) (i32.const 2))))
          (local.set $left (i32.sub (local.get $left) (local.get $slice)))
          (br_if $more (local.get $left)))
        (local.set $x0 (i32.add (local.get $x0) (local.get $row0)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $next)))))